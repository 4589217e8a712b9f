/** Every code that this program can end with; docs/errors.md explains each one, and a test holds the two together. */
export const errorCodes = [
  'WRONG_USAGE',
  'LAB_UNKNOWN',
  'LAB_AMBIGUOUS',
  'LAB_BROKEN',
  'MISTAKE_BROKEN',
  'LAB_NAME_WRONG',
  'LAB_EXISTS',
  'TASK_UNKNOWN',
  'VARIANT_UNKNOWN',
  'VARIANTS_MIXED',
  'FROM_NOT_FOUND',
  'FROM_FILE_MISSING',
  'WORK_FILE_MISSING',
  'SUBMISSIONS_NONE',
  'NO_RUN_YET',
  'NOT_PASSED_YET',
  'NO_QUESTIONS',
  'PORT_UNUSABLE',
  'RUNTIME_UNKNOWN',
  'RUNTIME_NONE',
  'JAVA_MISSING',
  'JAVA_TOO_OLD',
  'MAVEN_MISSING',
  'KAFKA_HOME_WRONG',
  'KAFKA_DOWNLOAD_FAILED',
  'JAR_CHECKSUM_WRONG',
  'KAFKA_FORMAT_FAILED',
  'KAFKA_CONFIG_WRONG',
  'EXTERNAL_UNREACHABLE',
  'BROKER_SETTINGS_WRONG',
  'LAB_BREAKS_BROKERS',
  'CONTAINERS_UNAVAILABLE',
  'IMAGE_MISSING',
  'CONTAINER_NOT_STARTED',
  'BROKER_EXITED',
  'BROKER_NOT_READY',
  'DATABASE_MISSING',
  'DATABASE_DOWNLOAD_FAILED',
  'DATABASE_EXITED',
  'DATABASE_NOT_READY',
  'DISK_FULL',
  'FILE_NOT_WRITABLE',
  'KEEPER_UNREACHABLE',
  'KEEPER_LOST',
  'HARNESS_BUG',
] as const;

export type ErrorCode = (typeof errorCodes)[number];

interface ErrorParts {
  code: ErrorCode;
  /** The exact thing that went wrong, with its value. */
  what: string;
  /** The evidence, or that the cause is unknown and what was tried. */
  why: string;
  /** A command or an edit. */
  next: string;
  /** Where more can be read, usually a log file. */
  log?: string;
  cause?: unknown;
}

/** The one error of this program: what went wrong, why, and what to do next. */
export class HarnessError extends Error {
  override readonly name = 'HarnessError';
  readonly code: ErrorCode;
  readonly what: string;
  readonly why: string;
  readonly next: string;
  readonly log: string | undefined;

  constructor({ code, what, why, next, log, cause }: ErrorParts) {
    super(what, { cause });
    this.code = code;
    this.what = what;
    this.why = why;
    this.next = next;
    this.log = log;
  }

  /** The form in which it crosses the keeper's socket; fromJSON is its inverse. */
  toJSON(): ErrorParts {
    const { code, what, why, next, log } = this;
    return { code, what, why, next, ...(log === undefined ? {} : { log }) };
  }

  static fromJSON(parts: ErrorParts): HarnessError {
    return new HarnessError(parts);
  }
}

/**
 * Turns whatever was thrown into a HarnessError, once, at a boundary. A full disk and a file that cannot be written are
 * the machine's; anything else unknown is a bug of ours and keeps its stack as the cause.
 */
export function asHarnessError(error: unknown): HarnessError {
  if (error instanceof HarnessError) return error;
  const { code, path, syscall, message } = (error ?? {}) as Partial<NodeJS.ErrnoException>;
  if (code === 'ENOSPC' || code === 'EDQUOT') return diskFull(path, error);
  // Node says ENOENT where a folder cannot be made in one that is read-only, ENOTDIR or EEXIST where a file is in the way.
  const noFolder = syscall === 'mkdir' && (code === 'ENOENT' || code === 'ENOTDIR' || code === 'EEXIST');
  if (code === 'EACCES' || code === 'EPERM' || code === 'EROFS' || noFolder)
    return new HarnessError({
      code: 'FILE_NOT_WRITABLE',
      what: `Could not write ${path ?? 'a file'}.`,
      why: `The system said ${message}.`,
      next: 'Give yourself the right to write there, or set KAFKA_LABS_HOME or KAFKA_LABS_CACHE to another folder.',
      cause: error,
    });
  return new HarnessError({
    code: 'HARNESS_BUG',
    what: `kafka-labs itself failed: ${message ?? String(error)}`,
    why: 'This is a mistake in kafka-labs, not in your code.',
    next: 'Please report it with the stack below and the command you ran.',
    cause: error,
  });
}

export function diskFull(path: string | undefined, cause?: unknown): HarnessError {
  return new HarnessError({
    code: 'DISK_FULL',
    what: `The disk is full${path ? `: could not write ${path}` : ''}.`,
    why: 'The system answered ENOSPC: no space is left on that file system.',
    next: 'Free some space (a three-broker lab needs about 500 MB), or set KAFKA_LABS_HOME to a folder on another disk.',
    cause,
  });
}

const OURS: readonly ErrorCode[] = ['HARNESS_BUG', 'LAB_BROKEN', 'MISTAKE_BROKEN'];

/** 2 for what the environment or the user can mend, 3 for our own bugs. */
export function exitCodeOf(error: HarnessError): 2 | 3 {
  return OURS.includes(error.code) ? 3 : 2;
}
