/**
 * The anchor that GitHub makes of a heading, so that `lesson.md#your-task` leads to the same place there and here: what is
 * no letter, digit, hyphen or underscore goes, and each space becomes a hyphen.
 */
export function anchorOf(heading: string): string {
  return heading
    .trim()
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{M}\p{N}\p{Pc} -]/gu, '')
    .replaceAll(' ', '-');
}
