import { connectToDaemon } from '../../machine/containers/daemon.ts';
import { kafkaImage } from '../../machine/containers/images.ts';
import { expectContainers, prepareReaper } from '../../machine/containers/ownership.ts';
import { ensureImage, labelsOf } from '../../machine/containers/pull.ts';
import type { Progress } from '../../machine/progress.ts';
import type { Runtime, Shape } from '../cluster.ts';
import { ContainerCluster } from './container-cluster.ts';

/** Brokers in containers, by testcontainers. */
export class ContainerRuntime implements Runtime {
  readonly name = 'containers';
  /** None of this machine's: should the keeper be killed, its containers are found by their labels. */
  readonly processes = [];
  onProcessesChange: (() => void) | undefined;

  async prepare(progress: Progress): Promise<void> {
    await ensureImage(await connectToDaemon(), kafkaImage(), progress);
  }

  async start(shape: Shape, progress: Progress): Promise<ContainerCluster> {
    const daemon = await connectToDaemon();
    const image = kafkaImage();
    await ensureImage(daemon, image, progress);
    const kafkaVersion = kafkaVersionOf(image, await labelsOf(daemon, image));
    await prepareReaper(daemon, progress);
    await expectContainers();
    progress(`starting Kafka ${kafkaVersion} in ${shape === 'one' ? 'a container' : 'four containers'}`);
    return ContainerCluster.start(shape, daemon, { image, kafkaVersion });
  }
}

/** Kafka's version by an image's label or, for Confluent's, by its tag: 8.3 holds Kafka 4.3. Else the image's name tells. */
export function kafkaVersionOf(image: string, labels: Readonly<Record<string, string>>): string {
  const told = labels['kafka-labs.kafka-version'];
  if (told) return told;
  const [, major, minor] = /\/cp-kafka:(\d+)\.(\d+)/.exec(image) ?? [];
  return major === undefined ? `of ${image}` : `${Number(major) - 4}.${minor}`;
}
