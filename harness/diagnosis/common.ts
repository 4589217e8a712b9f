import type { DiagnosisTable } from './diagnosis.ts';

/** What keeps any program from being judged, whatever the lab: these rank above a lab's own diagnoses. */
const fatalDiagnoses = {
  'does-not-compile': {
    title: 'The file is not valid TypeScript yet.',
    why: 'The compiler stopped at the place shown, so nothing of the file was run.',
    section: 'your-task',
    hints: [
      'Which line does the message name, and what stands just before it?',
      'A missing bracket or comma is often reported at the next line.',
      'Undo the last edit (or run `reset` for a fresh stub; your file is kept beside it) and make it again in small steps.',
    ],
  },
  'missing-decision': {
    title: 'A decision is still missing.',
    why: 'The stub leaves to you what the lesson is about. Each `todo(…)` in the file stands for one decision.',
    section: 'your-task',
    hints: [
      'What does the text inside `todo(…)` ask?',
      'Replace the whole call `todo(…)` by your code; the lesson’s section “Your task” says what each decision is about.',
      'If you are stuck, read the solution in the folder solutions/, close it, and write the decision from memory.',
    ],
  },
  'not-loaded': {
    title: 'The file fails while it is loaded.',
    why: 'An error was thrown at the top level of the file, or a module that it imports was not found, before any check could call it.',
    section: 'your-task',
    hints: [
      'Which import or top-level statement does the error name?',
      'Imports of this course begin with `#kit/` or `#lab/`; packages are those of package.json.',
      'Compare the imports with the stub’s in the lab’s folder.',
    ],
  },
  'missing-export': {
    title: 'The function that the check calls is not exported.',
    why: 'A check calls your code by the name the stub gave it.',
    section: 'your-task',
    hints: [
      'Under which name does the stub export the function?',
      'The name must be exported from the file that the lesson names.',
      'Write `export` before the function, with the stub’s name.',
    ],
  },
  'blocked-event-loop': {
    title: 'Your program keeps the event loop busy and never lets go of it.',
    why: 'JavaScript runs one thing at a time: while a loop runs without awaiting, no answer of a broker can be read and no heartbeat sent.',
    section: 'your-task',
    hints: [
      'Which loop of yours can run for ever?',
      'A loop that waits for something must await something.',
      'Await the promise (or an event) instead of looking at a variable again and again.',
    ],
  },
  'exited-early': {
    title: 'Your program ended the process while the check still needed it.',
    why: 'The process was gone before it answered. `process.exit` ends everything at once, whatever is under way.',
    section: 'your-task',
    hints: [
      'Who called `process.exit`, or what else ended the process?',
      'A library or service function returns or throws; it leaves the end of the process to its caller.',
      'Remove the call to `process.exit` and return instead.',
    ],
  },
  crashed: {
    title: 'An error that nobody caught ended your program.',
    why: 'Node ends a process on an uncaught exception and on a promise that rejects without a handler.',
    section: 'your-task',
    hints: [
      'Which promise of yours is neither awaited nor given a `.catch`?',
      'The stack shows where the error was made; look for the call there that is not awaited.',
      'Put `await` (or `return`) before that call, so that its error reaches your caller.',
    ],
  },
  'consumer-crashed': {
    title: 'An error in your own handler ended the consumer.',
    why: 'An error left the handler that is neither the record’s nor a server’s: the code itself is wrong. kafkajs does not begin again after such an error. The process lives on, and reads nothing more.',
    section: 'your-task',
    hints: [
      'What does the error’s message say, and which line of your file does it name?',
      'A name that is not there, a value that is undefined, a number where text or bytes are wanted: look at what that line is given.',
      'Log that value in the line before, and run once more; what kafkajs says of it is in the log of the process, in the folder .labs/runs/.',
    ],
  },
} as const satisfies DiagnosisTable;

/** What shows that something is wrong and not what: these rank below a lab's own diagnoses. */
const generalDiagnoses = {
  'never-settled': {
    title: 'A call of yours neither returned nor threw.',
    why: 'The process is alive and idle: it waits for something that never happens.',
    section: 'your-task',
    hints: [
      'Which promise does the function await last?',
      'A promise that is made by hand must be resolved or rejected on every path.',
      'Log before and after each await of the function: the last line printed names the one that never ends.',
    ],
  },
  threw: {
    title: 'A call of yours threw where it should have succeeded.',
    why: 'Nothing was broken on purpose at that moment: brokers were up and answering.',
    section: 'your-task',
    hints: [
      'What does the error’s own message say?',
      'The first line of the stack that names your file is the place to look.',
      'Reproduce it with one call and a console.log of the arguments just before it.',
    ],
  },
} as const satisfies DiagnosisTable;

export const commonDiagnoses = { ...fatalDiagnoses, ...generalDiagnoses };

/** All diagnoses that a lab's run can have, root cause first. */
export function rankedDiagnoses(lab: DiagnosisTable): DiagnosisTable {
  return { ...fatalDiagnoses, ...lab, ...generalDiagnoses };
}

export type CommonCode = keyof typeof commonDiagnoses;
