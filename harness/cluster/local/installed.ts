import type { Java } from './java.ts';

/** What a broker process is started from. */
export interface Installation {
  java: Java;
  kafkaVersion: string;
  /** Where the jars came from, for people. */
  source: string;
  classpath: string;
  /** The class-data archive (AppCDS), which halves a broker's start; undefined when it could not be made. */
  archive: string | undefined;
  /** A formatted node's first metadata, copied into each new node. */
  bootstrapCheckpoint: string;
}
