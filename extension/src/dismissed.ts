/**
 * Sentences that the person dismissed are remembered by a salted hash alone: the settings, and any copy of them, don't tell
 * what was read. All entries share the salt that the first of them drew.
 */
import type { Label } from "./engine-types.ts";

/**
 * What stands in the settings for a dismissed sentence: `salt:hash`, both hexadecimal.
 *
 * The hash has 64 bits, in two halves of FNV-1a with other beginnings and a last stirring. It keeps sentences apart; it need
 * not resist forgery. The browser's own hashes can't be had in a content script on a page without encryption.
 */
export function hashOf(sentence: string, label: Label, salt: string): string {
  const plain = `${salt}\n${label}\n${sentence.replace(/\s+/g, " ").trim().toLowerCase()}`;
  return `${salt}:${half(plain, 0x811c9dc5)}${half(plain, 0x9747b28c)}`;
}

function half(text: string, seed: number): string {
  let hash = seed;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return ((hash ^ (hash >>> 16)) >>> 0).toString(16).padStart(8, "0");
}
