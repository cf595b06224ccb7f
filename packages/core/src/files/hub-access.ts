/**
 * Which hub is asked, and by which account: `HF_ENDPOINT`, `HF_TOKEN`. A user and a password in the address are sent, and never printed.
 */
import { ConfigError } from '../basics/errors.ts';

export interface HubAccess {
  /** Without user and password, so that it may stand in messages. */
  readonly hubUrl: string;
  readonly accessToken?: string;
  /** Sends user and password along (RFC 7617); absent where there are none. */
  readonly fetch?: typeof fetch;
}

/** Answers of the hub's API are small; one that takes longer than this will not come. */
const API_TIMEOUT_MS = 30_000;

const PUBLIC_HUB = 'https://huggingface.co';

/**
 * @param given an address; default: `$HF_ENDPOINT`, else the public hub
 * @throws ConfigError where it is none
 */
export function hubAccess(given: string = process.env['HF_ENDPOINT'] || PUBLIC_HUB): HubAccess {
  const url = URL.canParse(given) ? new URL(given) : null;
  if (url === null || !/^https?:$/.test(url.protocol))
    throw new ConfigError('HF_ENDPOINT: is not the address of a hub: expected https://host or http://host.');
  const token = process.env['HF_TOKEN'];
  const { username, password } = url;
  url.username = '';
  url.password = '';
  const hubUrl = url.href.replace(/\/+$/u, '');
  if (token) return { hubUrl, accessToken: token };
  if (username === '' && password === '') return { hubUrl };
  const pair = Buffer.from(`${decodeURIComponent(username)}:${decodeURIComponent(password)}`).toString(
    'base64',
  );
  return { hubUrl, fetch: (input, init) => fetch(input, withBasic(url.origin, pair, input, init)) };
}

/** Asks the hub's API, and does not wait for ever. */
export const hubApi =
  (access: HubAccess): typeof fetch =>
  (input, init) =>
    (access.fetch ?? fetch)(input, { ...init, signal: AbortSignal.timeout(API_TIMEOUT_MS) });

/** The same request, with the header where it goes to the hub itself. */
function withBasic(
  origin: string,
  pair: string,
  input: Parameters<typeof fetch>[0],
  init: RequestInit = {},
): RequestInit {
  const to = new URL(input instanceof Request ? input.url : input);
  if (to.origin !== origin) return init;
  const headers = new Headers(init.headers);
  headers.set('authorization', `Basic ${pair}`);
  return { ...init, headers };
}
