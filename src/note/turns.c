/* turns.c: a transcript into turns, and who speaks.
 *
 * A turn's number is its line, counted from the first line that is not empty, so that a citation means the same to all
 * who hold the text. A label is what stands in square brackets or before a colon near the beginning of the line. Without
 * one the speaker before goes on.
 */
#include "inner.h"

const char *dp_speaker_name(unsigned speaker) {
  static const char *const names[] = {"unknown", "doctor", "patient", "other"};
  return speaker < 4 ? names[speaker] : "";
}

/* Labels in lower case without stop, each between bars. */
static const char doctors[] = "|doctor|dr|doc|d|clinician|physician|gp|provider|nurse|np|pa|md|consultant|surgeon|interviewer|"
                              "therapist|practitioner|clin|";
static const char patients[] = "|patient|pt|p|pat|client|";
static const char others[] = "|mother|father|mum|mom|dad|wife|husband|son|daughter|parent|family|guest|guest_family|"
                             "guest_clinician|guest family|guest clinician|carer|caregiver|partner|spouse|friend|brother|sister|relative|interpreter|"
                             "guest_family_1|guest_family_2|speaker|other|unknown|";

static bool listed(const char *list, dp_str word) {
  for (const char *p = list; *p; p++)
    if (*p == '|' && strlen(p + 1) > word.size && !memcmp(p + 1, word.at, word.size) &&
        p[1 + word.size] == '|')
      return true;
  return false;
}

/* The speaker that a label means; -1 when it is no label. `sure`: any short text is one, it stood in brackets. */
static int speaker_of(dp_str label, bool sure) {
  char low[40];
  size_t n = 0;
  if (!label.size || label.size >= sizeof low) return -1;
  for (size_t i = 0; i < label.size; i++) {
    char c = label.at[i];
    if (c >= 'A' && c <= 'Z') c = (char)(c + 32);
    if (c != '.') low[n++] = c;
  }
  dp_str word = dp_str_trim((dp_str){low, n});
  if (!word.size) return -1;
  if (listed(doctors, word)) return DP_SPEAKER_DOCTOR;
  if (listed(patients, word)) return DP_SPEAKER_PATIENT;
  if (listed(others, word)) return DP_SPEAKER_OTHER;
  /* "Dr Smith", "Doctor Jones", "Patient 1", "guest_family" */
  dp_str rest = word, head = dp_str_cut(&rest, ' ');
  if (rest.at && listed(doctors, head) && head.size > 1) return DP_SPEAKER_DOCTOR;
  if (rest.at && listed(patients, head) && head.size > 1) return DP_SPEAKER_PATIENT;
  if (rest.at && listed(others, head)) return DP_SPEAKER_OTHER;
  return sure ? DP_SPEAKER_OTHER : -1;
}

dp_status dp_transcript_of(dp_str text, dp_arena *arena, dp_transcript *out, dp_error *err) {
  memset(out, 0, sizeof *out);
  uint32_t number = 0;
  uint8_t speaker = DP_SPEAKER_UNKNOWN;
  dp_str rest = text;
  while (rest.at) {
    dp_str line = dp_str_trim(dp_str_cut(&rest, '\n'));
    if (!line.size && !number) continue;
    number++;
    if (!line.size) continue;
    dp_turn turn = {.number = number, .speaker = speaker, .text = line};
    if (line.at[0] == '[') {
      for (size_t i = 1; i < line.size && i < 42; i++)
        if (line.at[i] == ']') {
          int who = speaker_of((dp_str){line.at + 1, i - 1}, true);
          if (who < 0) break;
          turn.speaker = speaker = (uint8_t)who;
          turn.label = (dp_str){line.at + 1, i - 1};
          turn.text = (dp_str){line.at + i + 1, line.size - i - 1};
          if (turn.text.size && turn.text.at[0] == ':') turn.text.at++, turn.text.size--;
          break;
        }
    } else {
      for (size_t i = 1; i < line.size && i < 40; i++)
        if (line.at[i] == ':') {
          int who = speaker_of((dp_str){line.at, i}, false);
          if (who < 0) break;
          turn.speaker = speaker = (uint8_t)who;
          turn.label = (dp_str){line.at, i};
          turn.text = (dp_str){line.at + i + 1, line.size - i - 1};
          break;
        }
    }
    turn.text = dp_str_trim(turn.text);
    if (!DP_PUSH(arena, &out->turns, turn)) return dp_fail(err, DP_ERR_MEMORY, "%s", dp_status_text(DP_ERR_MEMORY));
  }
  out->lines = number;
  while (out->lines && out->turns.count && out->turns.at[out->turns.count - 1].number < out->lines) out->lines--;
  if (!out->turns.count) out->lines = 0;
  return DP_OK;
}
