// What a terminal or an XML parser would act on instead of showing it: control characters, halves of surrogate pairs, marks
// that turn the direction of the text after them, and the two characters that XML 1.0 forbids.
const unshowable = /[\p{Cc}\p{Cs}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufffe\uffff]/gu;

/** A text of unknown origin as one line that is safe to show: white space becomes one space, what cannot be shown `�`. */
export function clean(text: string): string {
  return text.replaceAll(/\s+/g, ' ').trim().replaceAll(unshowable, '\ufffd');
}

const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

/** A text as XML holds it, in an element as well as in an attribute. */
export function xml(text: string): string {
  return clean(text).replaceAll(/[&<>"']/g, (character) => entities[character]!);
}
