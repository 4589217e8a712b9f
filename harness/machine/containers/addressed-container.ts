import { GenericContainer } from 'testcontainers';

/** A container with an address of our choice, which it keeps when it is started again. testcontainers has no method for it. */
export class AddressedContainer extends GenericContainer {
  /** In a network whose subnet was named: a daemon refuses it in others. */
  withAddress(network: string, address: string): this {
    this.createOpts.NetworkingConfig = { EndpointsConfig: { [network]: { IPAMConfig: { IPv4Address: address } } } };
    // Not by an alias: with one, testcontainers publishes ports on the default network, and so for other machines.
    return this.withNetworkMode(network);
  }
}
