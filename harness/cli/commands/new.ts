import { makeLab } from '../../course/new-lab.ts';

/** `npm run lab -- new 09-name`: the folders of a new lab, with a check that its stub fails and its solution passes. */
export async function newLab(name: string): Promise<number> {
  const made = await makeLab(name);
  const number = name.slice(0, 2);
  console.log(`\n${made.map((path) => ` ${path}`).join('\n')}`);
  console.log(`
 It is a lab already: try \`npm run lab -- ${number}\` and \`npm run lab -- verify ${number}\`.
 Make it yours by docs/writing-a-lab.md, from its first step on; then name it in
 README.md and the other files that the page's last step lists.
`);
  return 0;
}
