import { expect, test } from 'vitest';
import { docker, images } from './doctor-containers.ts';

const LINUX = { platform: 'linux', kernel: '6.1.0' } as const;
const MAC = { platform: 'darwin', kernel: '24.1.0' } as const;
const WSL = { platform: 'linux', kernel: '5.15.167.4-microsoft-standard-WSL2' } as const;
const address = 'unix:///var/run/docker.sock';
const silent = { state: 'silent', address, why: 'connect ECONNREFUSED' } as const;

test.each([
  [
    'not installed, Linux',
    { state: 'none' },
    { hasProgram: false, ...LINUX },
    'not installed',
    'apt-get install docker.io',
  ],
  [
    'not installed, macOS',
    { state: 'none' },
    { hasProgram: false, ...MAC },
    'not installed',
    'Docker Desktop, OrbStack or Colima',
  ],
  ['not installed, WSL', { state: 'none' }, { hasProgram: false, ...WSL }, 'not installed', 'WSL integration'],
  [
    'no daemon, Linux',
    { state: 'none' },
    { hasProgram: true, ...LINUX },
    'its daemon does not run',
    'systemctl start docker',
  ],
  [
    'no daemon, macOS',
    { state: 'none' },
    { hasProgram: true, ...MAC },
    'its daemon does not run',
    'Start Docker Desktop',
  ],
  ['no daemon, WSL', { state: 'none' }, { hasProgram: true, ...WSL }, 'its daemon does not run', 'on Windows'],
  [
    'no permission',
    { state: 'not-allowed', address },
    { hasProgram: true, ...LINUX },
    `you may not use ${address}`,
    'usermod -aG docker',
  ],
  [
    'nobody answers',
    silent,
    { hasProgram: true, ...LINUX },
    'does not answer: connect ECONNREFUSED',
    'systemctl start docker',
  ],
] as const)('Docker, %s: containers cannot be used, and what to do is said', (_state, daemon, around, detail, next) => {
  const found = docker(daemon, around);
  expect(found.state).toBe('no');
  expect(found.detail).toContain(detail);
  expect(found.next).toContain(next);
});

test('a daemon that answers is told with its version; one with little memory may be too small', () => {
  const daemon = { state: 'answers', address, version: '28.2.2' } as const;
  expect(docker(daemon, { hasProgram: true, memory: 4e9 })).toEqual({
    what: 'Docker',
    state: 'ok',
    detail: `28.2.2, ${address}`,
  });
  expect(docker(daemon, { hasProgram: true, memory: 1e9 })).toMatchObject({
    state: 'slow',
    detail: expect.stringContaining('1.0 GB of memory'),
    next: expect.stringContaining('2 GB'),
  });
});

test('images that are not here are named, with the command that pulls them', () => {
  expect(images([])).toMatchObject({ state: 'ok' });
  expect(images(['mysql:8.4'])).toMatchObject({
    state: 'slow',
    detail: 'not here yet: mysql:8.4',
    next: expect.stringContaining('prepare --runtime containers'),
  });
});
