/**
 * The rooms of `harness/`, from the ground up: a room uses rooms below its floor, and none beside it or above. `.` are the
 * files that stand in no room. `layers.test.ts` holds it.
 */
export const LAYERS: readonly (readonly string[])[] = [
  ['.'],
  ['protocol', 'process', 'machine', 'kit', 'learner-host'],
  ['history', 'broker'],
  ['facts'],
  ['database', 'tap', 'diagnosis'],
  ['cluster', 'crash'],
  ['course'],
  ['testing', 'run'],
  ['report', 'proof'],
  ['docs-site'],
  ['cli'],
];
