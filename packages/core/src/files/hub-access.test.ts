import { once } from 'node:events';
import { type IncomingMessage, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { ConfigError } from '../basics/errors.ts';
import { hubAccess } from './hub-access.ts';

afterEach(() => {
  vi.unstubAllEnvs();
});

describe('the hub', () => {
  it('is the public one unless told', () => {
    vi.stubEnv('HF_ENDPOINT', '');
    vi.stubEnv('HF_TOKEN', '');
    expect(hubAccess()).toEqual({ hubUrl: 'https://huggingface.co' });
  });

  it('is told without user and password', () => {
    vi.stubEnv('HF_ENDPOINT', 'https://ann:s%40cret@mirror.example:8443/hub/');
    vi.stubEnv('HF_TOKEN', 'token');
    expect(hubAccess()).toEqual({ hubUrl: 'https://mirror.example:8443/hub', accessToken: 'token' });
  });

  it.each(['mirror.example', 'ann:secret@mirror', 'file:///tmp'])(
    'cannot be %s, and the message shows no password',
    (address) => {
      expect(() => hubAccess(address)).toThrow(ConfigError);
      expect(() => hubAccess(address)).toThrow(
        'HF_ENDPOINT: is not the address of a hub: expected https://host or http://host.',
      );
    },
  );

  it('gets user and password, and nobody else does', async () => {
    vi.stubEnv('HF_TOKEN', '');
    const seen: (string | undefined)[] = [];
    const servers = [0, 1].map(() =>
      createServer((request: IncomingMessage, response) => {
        seen.push(request.headers.authorization);
        response.end();
      }).listen(0, '127.0.0.1'),
    );
    await Promise.all(servers.map((server) => once(server, 'listening')));
    const [hub, other] = servers.map((server) => `127.0.0.1:${(server.address() as AddressInfo).port}`);
    const access = hubAccess(`http://ann:s%40cret@${hub}`);
    await access.fetch!(`${access.hubUrl}/api`, { headers: { accept: 'text/plain' } });
    await access.fetch!(`http://${other}/file`);
    for (const server of servers) server.close();
    expect(seen).toEqual([`Basic ${Buffer.from('ann:s@cret').toString('base64')}`, undefined]);
  });
});
