/* docx.c: a note as a Word file: Office Open XML (ECMA-376) in a zip whose entries are stored, not compressed.
 *
 * A zip writer of our own, because it is thirty lines: local headers, the bytes, the central directory, the end record (PKWARE's
 * APPNOTE.TXT, 4.3). Stored entries need no compressor, so the core stays free of libraries, and the same note gives the
 * same bytes everywhere: the time of the entries is the format's first, 1 January 1980.
 *
 * Headings are Word's own styles, so its navigation and screen readers find them; a citation is a link to the turn's
 * bookmark at the end.
 */
#include "export.h"

/* ---- zip ----------------------------------------------------------------------------------------------------------------- */

typedef struct entry {
  const char *name;
  dp_str bytes;
  uint32_t crc, at;
} entry;

static uint32_t crc32_of(dp_str s) { /* the reflected polynomial 0xEDB88320 of ISO 3309 */
  uint32_t c = UINT32_MAX;
  for (size_t i = 0; i < s.size; i++) {
    c ^= (unsigned char)s.at[i];
    for (int k = 0; k < 8; k++) c = c >> 1 ^ (0xEDB88320u & (0u - (c & 1)));
  }
  return ~c;
}
static void put16(dp_buf *b, uint32_t v) { dp_buf_char(b, (char)(v & 255)), dp_buf_char(b, (char)(v >> 8 & 255)); }
static void put32(dp_buf *b, uint32_t v) { put16(b, v & 65535), put16(b, v >> 16); }
enum { DOS_DATE = 33 /* 1 January 1980 */ };

static void put_common(dp_buf *b, const entry *e) { /* what the two headers of an entry share, 4.3.7 and 4.3.12 */
  put16(b, 20), put16(b, 0x800) /* names are UTF-8 */, put16(b, 0), put16(b, 0), put16(b, DOS_DATE);
  put32(b, e->crc), put32(b, (uint32_t)e->bytes.size), put32(b, (uint32_t)e->bytes.size);
  put16(b, (uint32_t)strlen(e->name)), put16(b, 0);
}
static void put_zip(dp_buf *b, entry *entries, size_t count) {
  size_t begin = b->size, directory;
  for (size_t i = 0; i < count; i++) {
    entries[i].crc = crc32_of(entries[i].bytes);
    entries[i].at = (uint32_t)(b->size - begin);
    put32(b, 0x04034b50), put_common(b, &entries[i]), dp_buf_text(b, entries[i].name), dp_buf_str(b, entries[i].bytes);
  }
  directory = b->size - begin;
  for (size_t i = 0; i < count; i++) {
    put32(b, 0x02014b50), put16(b, 20), put_common(b, &entries[i]);
    put16(b, 0), put16(b, 0), put16(b, 0), put32(b, 0), put32(b, entries[i].at), dp_buf_text(b, entries[i].name);
  }
  size_t size = b->size - begin - directory;
  put32(b, 0x06054b50), put16(b, 0), put16(b, 0), put16(b, (uint32_t)count), put16(b, (uint32_t)count);
  put32(b, (uint32_t)size), put32(b, (uint32_t)directory), put16(b, 0);
}

/* ---- the parts that never change --------------------------------------------------------------------------------------------- */

#define XML "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n"
#define W "xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\""
#define KIND "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
#define PART "application/vnd.openxmlformats-officedocument.wordprocessingml."

static const char types[] = XML
    "<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\"><Default Extension=\"rels\" ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/>"
    "<Default Extension=\"xml\" ContentType=\"application/xml\"/><Override PartName=\"/word/document.xml\" ContentType=\"" PART "document.main+xml\"/>"
    "<Override PartName=\"/word/styles.xml\" ContentType=\"" PART "styles+xml\"/><Override PartName=\"/word/numbering.xml\" ContentType=\"" PART "numbering+xml\"/>"
    "<Override PartName=\"/docProps/core.xml\" ContentType=\"application/vnd.openxmlformats-package.core-properties+xml\"/></Types>";
static const char package[] = XML
    "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\"><Relationship Id=\"rId1\" Type=\"" KIND "officeDocument\" Target=\"word/document.xml\"/>"
    "<Relationship Id=\"rId2\" Type=\"http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties\" Target=\"docProps/core.xml\"/></Relationships>";
static const char relations[] = XML
    "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\"><Relationship Id=\"rId1\" Type=\"" KIND "styles\" Target=\"styles.xml\"/>"
    "<Relationship Id=\"rId2\" Type=\"" KIND "numbering\" Target=\"numbering.xml\"/></Relationships>";
#define STYLE(id, name, more) "<w:style w:type=\"paragraph\" w:styleId=\"" id "\"><w:name w:val=\"" name "\"/><w:basedOn w:val=\"Normal\"/><w:next w:val=\"Normal\"/><w:qFormat/>" more "</w:style>"
static const char styles[] = XML
    "<w:styles " W "><w:docDefaults><w:rPrDefault><w:rPr><w:rFonts w:ascii=\"Calibri\" w:hAnsi=\"Calibri\" w:cs=\"Calibri\"/><w:sz w:val=\"22\"/><w:lang w:val=\"en-GB\"/></w:rPr></w:rPrDefault>"
    "<w:pPrDefault><w:pPr><w:spacing w:after=\"80\" w:line=\"264\" w:lineRule=\"auto\"/></w:pPr></w:pPrDefault></w:docDefaults>"
    "<w:style w:type=\"paragraph\" w:default=\"1\" w:styleId=\"Normal\"><w:name w:val=\"Normal\"/><w:qFormat/></w:style>"
    STYLE("Title", "Title", "<w:pPr><w:spacing w:after=\"60\"/></w:pPr><w:rPr><w:b/><w:sz w:val=\"36\"/></w:rPr>")
    STYLE("Heading1", "heading 1", "<w:pPr><w:keepNext/><w:spacing w:before=\"240\" w:after=\"60\"/><w:outlineLvl w:val=\"0\"/></w:pPr><w:rPr><w:b/><w:sz w:val=\"26\"/></w:rPr>")
    STYLE("Heading2", "heading 2", "<w:pPr><w:keepNext/><w:spacing w:before=\"140\" w:after=\"40\"/><w:outlineLvl w:val=\"1\"/></w:pPr><w:rPr><w:b/></w:rPr>")
    STYLE("ListBullet", "List Bullet", "<w:pPr><w:numPr><w:numId w:val=\"1\"/></w:numPr><w:spacing w:after=\"40\"/></w:pPr>")
    STYLE("Source", "Source", "<w:pPr><w:spacing w:after=\"20\"/></w:pPr><w:rPr><w:sz w:val=\"18\"/></w:rPr>") "</w:styles>";
static const char numbering[] = XML
    "<w:numbering " W "><w:abstractNum w:abstractNumId=\"0\"><w:multiLevelType w:val=\"singleLevel\"/><w:lvl w:ilvl=\"0\"><w:start w:val=\"1\"/><w:numFmt w:val=\"bullet\"/><w:lvlText w:val=\"\xE2\x80\xA2\"/><w:lvlJc w:val=\"left\"/>"
    "<w:pPr><w:ind w:left=\"360\" w:hanging=\"240\"/></w:pPr></w:lvl></w:abstractNum><w:num w:numId=\"1\"><w:abstractNumId w:val=\"0\"/></w:num></w:numbering>";

/* ---- the document ---------------------------------------------------------------------------------------------------------------- */

static void begin(dp_buf *b, const char *style) {
  dp_buf_text(b, "<w:p>");
  if (style) dp_buf_text(b, "<w:pPr><w:pStyle w:val=\""), dp_buf_text(b, style), dp_buf_text(b, "\"/></w:pPr>");
}
static void run(dp_buf *b, const char *properties, dp_str text) {
  dp_buf_text(b, "<w:r>");
  if (*properties) dp_buf_text(b, "<w:rPr>"), dp_buf_text(b, properties), dp_buf_text(b, "</w:rPr>");
  dp_buf_text(b, "<w:t xml:space=\"preserve\">"), dp_put_xml(b, text), dp_buf_text(b, "</w:t></w:r>");
}
static void end(dp_buf *b) { dp_buf_text(b, "</w:p>\n"); }
static void paragraph(dp_buf *b, const char *style, const char *properties, dp_str text) { begin(b, style), run(b, properties, text), end(b); }

static void cite(dp_buf *b, const dp_note_sentence *x, dp_arena *arena) {
  for (size_t t = 0; t < x->line_count; t++) {
    dp_buf number;
    dp_buf_init(&number, arena);
    if (t) dp_buf_char(&number, ',');
    dp_buf_uint(&number, x->lines[t]);
    dp_buf_text(b, "<w:hyperlink w:anchor=\"turn"), dp_buf_uint(b, x->lines[t]), dp_buf_text(b, "\">");
    run(b, "<w:vertAlign w:val=\"superscript\"/>", dp_buf_view(&number));
    dp_buf_text(b, "</w:hyperlink>");
  }
}

static dp_status body(const dp_document *d, dp_arena *arena, dp_buf *b, dp_error *err) {
  const dp_note *n = d->note;
  dp_buf_text(b, XML "<w:document " W "><w:body>\n");
  paragraph(b, "Title", "", d->title);
  if (d->name.size) paragraph(b, NULL, "<w:b/>", d->name);
  if (d->born.size) begin(b, NULL), run(b, "", DP_STR("Born ")), run(b, "", d->born), end(b);
  if (d->id.size) paragraph(b, NULL, "", d->id);
  if (d->date.size) paragraph(b, NULL, "", (dp_str){d->date.at, 10});
  if (!d->is_signed) paragraph(b, NULL, "<w:b/>", DP_STR("Draft, not signed"));
  else if (d->author.size) begin(b, NULL), run(b, "", DP_STR("Signed: ")), run(b, "", d->author), end(b);
  for (size_t i = 0; i < n->sections.count; i++) {
    const dp_note_section *s = &n->sections.at[i];
    dp_lines_list lines = {0};
    dp_pieces pieces = {0};
    dp_status status = dp_document_lines(n, s, arena, &lines, &pieces, err);
    if (status) return status;
    if (s->title.size) paragraph(b, "Heading1", "", s->title);
    for (size_t k = 0; k < lines.count; k++) {
      const dp_line *l = &lines.at[k];
      begin(b, l->kind == DP_LINE_ITEM ? "ListBullet" : l->kind == DP_LINE_HEAD ? "Heading2" : NULL);
      for (size_t p = l->first; p < l->first + l->count; p++) {
        run(b, "", pieces.at[p].text);
        if (pieces.at[p].sentence != SIZE_MAX) cite(b, &n->sentences.at[pieces.at[p].sentence], arena);
      }
      end(b);
    }
  }
  if (n->sentences.count) paragraph(b, "Heading1", "", DP_STR("What was said"));
  for (size_t i = 0; i < n->transcript.turns.count; i++) {
    const dp_turn *t = &n->transcript.turns.at[i];
    size_t sentence;
    if (!dp_document_cites(n, t->number, &sentence)) continue;
    begin(b, "Source");
    dp_buf_text(b, "<w:bookmarkStart w:id=\""), dp_buf_uint(b, t->number), dp_buf_text(b, "\" w:name=\"turn"), dp_buf_uint(b, t->number), dp_buf_text(b, "\"/>");
    dp_buf lead;
    dp_buf_init(&lead, arena);
    dp_buf_uint(&lead, t->number), dp_buf_text(&lead, "  "), dp_buf_text(&lead, dp_document_speaker(t)), dp_buf_text(&lead, ": ");
    run(b, "<w:b/>", dp_buf_view(&lead)), run(b, "", t->text);
    dp_buf_text(b, "<w:bookmarkEnd w:id=\""), dp_buf_uint(b, t->number), dp_buf_text(b, "\"/>");
    end(b);
  }
  dp_buf_text(b, "<w:sectPr><w:pgSz w:w=\"11906\" w:h=\"16838\"/><w:pgMar w:top=\"1134\" w:right=\"1134\" w:bottom=\"1134\" w:left=\"1134\" w:header=\"567\" w:footer=\"567\" w:gutter=\"0\"/></w:sectPr></w:body></w:document>");
  return b->failed ? dp_fail(err, DP_ERR_MEMORY, "%s", dp_status_text(DP_ERR_MEMORY)) : DP_OK;
}

dp_status dp_export_docx(const dp_document *d, dp_arena *arena, dp_buf *out, dp_error *err) {
  dp_buf document, core;
  dp_buf_init(&document, arena);
  dp_buf_init(&core, arena);
  dp_status status = body(d, arena, &document, err);
  if (status) return status;
  dp_buf_text(&core, XML "<cp:coreProperties xmlns:cp=\"http://schemas.openxmlformats.org/package/2006/metadata/core-properties\" xmlns:dc=\"http://purl.org/dc/elements/1.1/\" xmlns:dcterms=\"http://purl.org/dc/terms/\" xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\"><dc:title>");
  dp_put_xml(&core, d->title);
  dp_buf_text(&core, "</dc:title><dc:creator>"), dp_put_xml(&core, d->author.size ? d->author : d->made_by), dp_buf_text(&core, "</dc:creator>");
  if (d->date.size) dp_buf_text(&core, "<dcterms:created xsi:type=\"dcterms:W3CDTF\">"), dp_put_xml(&core, d->date), dp_buf_text(&core, "</dcterms:created>");
  dp_buf_text(&core, "</cp:coreProperties>");
  entry entries[] = {{"[Content_Types].xml", dp_str_of(types), 0, 0},     {"_rels/.rels", dp_str_of(package), 0, 0},
                     {"docProps/core.xml", dp_buf_view(&core), 0, 0},     {"word/document.xml", dp_buf_view(&document), 0, 0},
                     {"word/_rels/document.xml.rels", dp_str_of(relations), 0, 0}, {"word/styles.xml", dp_str_of(styles), 0, 0},
                     {"word/numbering.xml", dp_str_of(numbering), 0, 0}};
  put_zip(out, entries, sizeof entries / sizeof *entries);
  return out->failed || core.failed ? dp_fail(err, DP_ERR_MEMORY, "%s", dp_status_text(DP_ERR_MEMORY)) : DP_OK;
}
