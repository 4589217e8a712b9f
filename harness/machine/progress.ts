/** Tells a person what is going on; the last text said is what is under way. */
export type Progress = (text: string) => void;
