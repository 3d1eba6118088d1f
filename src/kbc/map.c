/* map.c: a map from strings to numbers, for ids, names and the pools of the image.
 *
 * Open addressing with linear probing in a power of two of slots, at most two thirds full. Keys are views: their bytes
 * belong to someone who lives as long. Nothing is ever removed. An empty key is legal (its `at` is never NULL).
 */
#include "inner.h"

static struct kbc_slot *slot_of(const kbc_map *m, dp_str key, uint32_t hash) {
  size_t i = hash & (m->room - 1);
  while (m->slots[i].key.at && !(m->slots[i].hash == hash && dp_str_eq(m->slots[i].key, key)))
    i = (i + 1) & (m->room - 1);
  return &m->slots[i];
}

static bool widen(kbc_map *m) {
  kbc_map wider = {.arena = m->arena, .room = m->room ? m->room * 2 : 64, .count = m->count};
  wider.slots = DP_NEW_ARRAY(m->arena, struct kbc_slot, wider.room);
  if (!wider.slots) return false;
  for (size_t i = 0; i < m->room; i++)
    if (m->slots[i].key.at) *slot_of(&wider, m->slots[i].key, m->slots[i].hash) = m->slots[i];
  *m = wider;
  return true;
}

uint32_t *kbc_map_add(kbc_map *m, dp_str key, uint32_t value, bool *added) {
  if (!key.at) key.at = "";
  if ((m->count + 1) * 3 > m->room * 2 && !widen(m)) return NULL;
  uint32_t hash = dp_hash32(key.at, key.size);
  struct kbc_slot *s = slot_of(m, key, hash);
  bool is_new = !s->key.at;
  if (is_new) {
    *s = (struct kbc_slot){key, hash, value};
    m->count++;
  }
  if (added) *added = is_new;
  return &s->value;
}

uint32_t *kbc_map_get(const kbc_map *m, dp_str key) {
  if (!m->room) return NULL;
  if (!key.at) key.at = "";
  struct kbc_slot *s = slot_of(m, key, dp_hash32(key.at, key.size));
  return s->key.at ? &s->value : NULL;
}
