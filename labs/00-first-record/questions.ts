import { lineOf, type Question } from '#define';

export const questions: Question[] = [
  {
    id: 'default-partitions',
    ask: 'The shop creates its topic and says no number of partitions. How many does it get here?',
    choices: { one: '1', three: '3, one for each broker of a usual cluster', none: 'none: the broker refuses' },
    run: 'mistake default-partitions',
    check: 'the topic exists after opening, with three partitions, and is found again by the next opening',
    found: (shown) => ({ '1': 'one', '3': 'three' })[lineOf(shown, /has (\d+) partitions/)?.[1] ?? ''],
    because:
      'A topic that is created without a number gets the broker’s `num.partitions`. Its default is 1, and so it is here.',
    section: 'a-topic-and-its-partitions',
  },
  {
    id: 'where-it-begins',
    ask: 'Six orders are in the topic. A reader with a new group subscribes, and does not say where to begin. How many of the six does it read?',
    choices: { all: 'all six', none: 'none', some: 'those of one partition' },
    run: 'mistake from-the-end',
    check: 'reading gives every order from the first one on, with its partition and offset, each time',
    found: (shown) => {
      const read = lineOf(shown, /gave (\d+) orders/)?.[1];
      return read === undefined ? undefined : read === '0' ? 'none' : read === '6' ? 'all' : 'some';
    },
    because:
      'A group that has no committed offset begins at the end of each partition, unless the reader says `fromBeginning: true`. No error tells you.',
    section: 'where-a-reader-begins',
  },
];
