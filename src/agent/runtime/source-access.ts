import type { AccessNode } from '../../contract/strategy-graph/strategy-graph.ts';
import { accessFile, headerFile } from '../../contract/process/agent.ts';
import type { Identify } from '../../base/http/identity.ts';
import type { Access } from '../../tracker/ask.ts';
import { authorizationOf } from '../../tracker/credentials.ts';
import { readFileIn } from './tokens.ts';

export interface SourceOptions {
  /** With what requests to an address are sent; nothing: with nothing of its own. */
  readonly identify?: (address: string) => Identify | undefined;
}

export interface TrackerOptions extends SourceOptions {
  /** Milliseconds until an answer has to be there, whole. */
  readonly timeout?: number;
  /** Is told by how many seconds the tracker's clock is ahead, or behind where it is negative, when it is too many. */
  readonly skewed?: (seconds: number) => void;
}

/** Times of the tracker and ours are compared: so many seconds may lie between the clocks. */
const SKEW = 30;

/** How a tracker is reached that a graph names. */
export function reachTracker(tracker: string, { identify, skewed }: TrackerOptions): Access {
  const dated = (instant: number): void => {
    const seconds = Math.round((instant - Date.now()) / 1000);
    if (Math.abs(seconds) > SKEW) skewed?.(seconds);
  };
  return { address: tracker.replace(/\/+$/, ''), identify: identify?.(tracker), dated };
}

/** By what the pod has below a folder, which counts for the very addresses that a graph names. */
export const identifyIn =
  (nodes: readonly AccessNode[], kind: AccessNode['kind'], folder: string | undefined) =>
  (address: string): Identify | undefined => {
    const node = nodes.find((each) => each.kind === kind && each.url === address);
    return node && identityIn(node, folder);
  };

/** What can stand in a header; fetch refuses others, and names them where it does. */
const VALUE = /^[\x20-\x7e]+$/;

/** The files are read each time: the kubelet replaces them when the Secret is another one. */
const identityIn =
  ({ kind, credentials, ca, headers = [] }: AccessNode, folder: string | undefined): Identify =>
  async () => {
    const read = (file: string): Promise<string | undefined> => readFileIn(folder, accessFile(kind, file));
    const [username, password, token, pem] = await Promise.all(
      (['username', 'password', 'token', 'ca'] as const).map((file) => read(file)),
    );
    const authorization = credentials ? authorizationOf({ username, password, token }) : undefined;
    if (typeof authorization === 'string') return authorization;
    if (credentials && !authorization)
      return 'the Secret of its credentials has neither a token nor a username and a password';
    if (ca && (pem ?? '') === '') return 'the certificates that vouch for it are not there';
    const given: Record<string, string> = {};
    const secrets: string[] = [];
    for (const { name, value } of headers) {
      const text = value ?? (await read(headerFile(name))) ?? '';
      if (text === '') return `the Secret of its header ${name} has no such key`;
      if (!VALUE.test(text)) return `the header ${name} would have characters that no header has`;
      given[name] = text;
      if (value === undefined) secrets.push(text);
    }
    return { authorization, ca: ca ? pem : undefined, headers: given, secrets };
  };
