import { randomBytes } from 'node:crypto';

/** Text of that many characters that no compression makes much smaller: what is too large stays so, gzip or not. */
export function incompressible(characters: number): string {
  return randomBytes(Math.ceil((characters * 3) / 4))
    .toString('base64')
    .slice(0, characters);
}
