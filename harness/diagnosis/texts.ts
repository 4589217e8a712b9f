import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import MarkdownIt from 'markdown-it';
import { language } from '../facts/words/words.ts';
import type { CodeTable, DiagnosisTable, DiagnosisText, Hints } from './diagnosis.ts';

/** What stands below one heading of a page of texts: its paragraphs, then its numbered list; as Markdown. */
interface Section {
  paragraphs: string[];
  hints: string[];
}

/**
 * The texts of diagnoses: for each code a heading `## code`, its title and its why as paragraphs, and three hints as a
 * numbered list. They stand in a folder for each language (`en/diagnoses.md`); what a language lacks stands in English.
 * Throws for a code without a text, for a text without a code, and for one that is not whole.
 */
export function textsOf(folder: string, file: string, codes: CodeTable, inLanguage = language()): DiagnosisTable {
  const english = readSections(folder, file, 'en');
  const own = inLanguage === 'en' ? english : readSections(folder, file, inLanguage);
  const stray = [...english.keys(), ...own.keys()].find((code) => !(code in codes));
  if (stray !== undefined) throw new Error(`${file}: there is no diagnosis ${stray}`);
  return Object.fromEntries(
    Object.entries(codes).map(([code, facts]) => [
      code,
      { ...facts, ...textOf(own.get(code) ?? english.get(code), `${file}: ${code}`) },
    ]),
  );
}

/** The hints of decisions, under the headings `## 1`, `## 2` and so on; none where a lab has no such page. */
export function hintsOf(folder: string, file: string, inLanguage = language()): Hints[] {
  const english = readSections(folder, file, 'en');
  const own = inLanguage === 'en' ? english : readSections(folder, file, inLanguage);
  return [...english.keys()].map((number, at) => {
    if (number !== String(at + 1)) throw new Error(`${file}: decision ${at + 1} has the heading ${number}`);
    return threeOf((own.get(number) ?? english.get(number)!).hints, `${file}: decision ${number}`);
  });
}

function textOf(section: Section | undefined, where: string): Omit<DiagnosisText, 'section' | 'isConsequence'> {
  const [title, why, ...more] = section?.paragraphs ?? [];
  if (title === undefined || why === undefined || more.length > 0)
    throw new Error(`${where} needs a title and a why, each one paragraph`);
  return { title, why, hints: threeOf(section!.hints, where) };
}

function threeOf(hints: readonly string[], where: string): Hints {
  if (hints.length !== 3) throw new Error(`${where} has ${hints.length} hints, and needs three`);
  return hints as unknown as Hints;
}

const markdown = new MarkdownIt();

function readSections(folder: string, file: string, inLanguage: string): Map<string, Section> {
  const path = join(folder, inLanguage, file);
  const sections = new Map<string, Section>();
  if (!existsSync(path)) return sections;
  let current: Section | undefined;
  let isHeading = false;
  let isList = false;
  for (const { type, tag, content } of markdown.parse(readFileSync(path, 'utf8'), {})) {
    if (type === 'heading_open') isHeading = tag === 'h2';
    if (type === 'ordered_list_open') isList = true;
    if (type === 'ordered_list_close') isList = false;
    if (type !== 'inline') continue;
    if (isHeading) {
      if (sections.has(content)) throw new Error(`${path} has ${content} twice`);
      current = { paragraphs: [], hints: [] };
      sections.set(content, current);
      isHeading = false;
    } else if (isList) current?.hints.push(content);
    else current?.paragraphs.push(content);
  }
  return sections;
}
