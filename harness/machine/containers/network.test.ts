import { expect, test } from 'vitest';
import { addressIn, subnetOf } from './network.ts';

test('addresses are counted from the beginning of the subnet, over the end of a byte', () => {
  expect(addressIn('172.18.0.0/16', 101)).toBe('172.18.0.101');
  expect(addressIn('192.168.160.0/20', 104)).toBe('192.168.160.104');
  expect(addressIn('10.0.3.192/26', 70)).toBe('10.0.4.6');
  expect(addressIn('255.1.2.0/24', 1)).toBe('255.1.2.1');
});

test('of a network with two subnets the IPv4 one counts, and without it that is said', () => {
  expect(subnetOf({ IPAM: { Config: [{ Subnet: 'fd00::/64' }, { Subnet: '172.18.0.0/16' }] } })).toBe('172.18.0.0/16');
  for (const none of [{}, { IPAM: { Config: null } }, { IPAM: { Config: [{ Subnet: 'fd00::/64' }] } }])
    expect(() => subnetOf(none)).toThrow('without an IPv4 subnet');
});
