import { defineLab } from '#define';

export default defineLab({
  title: 'SIGTERM: how a consumer goes home',
  goal: 'You write a delivery service that can be stopped at any moment. On SIGTERM it finishes the order in hand, commits it, leaves its group, and exits with code 0. No parcel is sent twice and none is forgotten.',
  minutes: 35,
  shape: 'one',
  files: ['delivery-service.ts'],
  tasks: ['A service that can be stopped at any moment'],

  diagnoses: {
    'several-in-hand': { section: 'the-order-in-hand' },
    'not-delivered': { section: 'your-task' },
    'no-handler': { section: 'the-signal' },
    'exits-at-once': { section: 'the-order-in-hand' },
    'order-skipped': { section: 'the-order-in-hand' },
    'delivery-not-told': { section: 'the-order-of-the-end' },
    'commit-after-stop': { section: 'the-order-in-hand' },
    'joins-after-disconnect': { section: 'the-order-of-the-end' },
    'never-ends': { section: 'the-order-of-the-end' },
    'second-signal-kills': { section: 'the-signal' },
    'fetch-holds-up-the-end': { section: 'what-an-idle-consumer-waits-for' },
    'ends-late': { section: 'the-order-of-the-end' },
    'exits-without-leaving': { section: 'the-order-of-the-end' },
    'no-deadline': { section: 'a-deadline-of-your-own' },
    'hang-called-success': { section: 'a-deadline-of-your-own' },
    'wrong-exit-code': { section: 'the-signal' },
  },
});
