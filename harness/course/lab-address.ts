/** What a learner names: a lab, and perhaps one of its parts. */
export interface LabAddress {
  /** 07, 7, the folder's name or a piece of it. */
  lab: string;
  /** The part's number as it was written; undefined where the whole lab is meant. */
  part: string | undefined;
}

/** `07.2` is part 2 of lab 07, and `07` the whole lab. Whether there are such a lab and such a part is not looked at here. */
export function labAddress(wanted: string): LabAddress {
  const found = /^(.+)\.(\w+)\/?$/.exec(wanted.trim());
  return found ? { lab: found[1]!, part: found[2] } : { lab: wanted, part: undefined };
}
