import { describe, it } from 'vitest';
import { app, expectMessages } from '../support/marked.ts';

/** A platform whose tracker has these options; `at` is its address. */
const tracker = (options: string, at = '"https://mlflow.example.org"'): string =>
  app('').replace(/tracker {3}mlflow "[^"]*"/, `tracker mlflow ${at} ${options}`);

describe('what a server is shown', () => {
  it('is a key, a Secret, or keys of Secrets; a CA; headers', () => {
    expectMessages(tracker('{ credentials: secret mlflow }'), []);
    expectMessages(tracker('{ credentials: secret mlflow.token, ca: config corp-ca, headers: { "X-Org": "ml" } }'), []);
    expectMessages(tracker('{ credentials: { token: secret mlflow.bearer }, ca: secret corp-ca.root }'), []);
    expectMessages(tracker('{ credentials: { username: secret a.user, password: secret b.pass } }'), []);
    expectMessages(tracker('{ headers: { "X-Api-Key": secret gateway.key } }'), []);
    expectMessages(tracker('{ «credential»: secret mlflow }'), [['unknown-field', 'credentials']]);
    expectMessages(tracker('{ «password»: "x" }'), [['unknown-field', 'credentials, ca, headers']]);
  });

  it('is no password in the source', () => {
    expectMessages(tracker('{ credentials: «"hunter2"» }'), [['secret-as-text', 'secret mlflow, which has']]);
    const key = 'name a key of a Secret of the cluster, as in: secret mlflow.token';
    expectMessages(tracker('{ credentials: { username: secret a.user, password: «"hunter2"» } }'), [
      ['secret-as-text', key],
    ]);
    expectMessages(tracker('{ headers: { "X-Api-Key": «"hunter2"» } }'), [['plain-secret', 'secret gateway.key']]);
    expectMessages(tracker('{ headers: { "X-Org": «"Bearer abc"» } }'), ['plain-secret']);
    expectMessages(tracker('{ headers: { "X-Org": «"eyJhbGciOi.eyJzdWIi.c2ln"» } }'), ['plain-secret']);
    expectMessages(tracker('{ headers: { "X-Org": «"q7Hd93kLmZx02PwQrT5vYb1c"» } }'), ['plain-secret']);
    // The ids of tenants are none.
    expectMessages(tracker('{ headers: { "X-Org": "550e8400-e29b-41d4-a716-446655440000" } }'), []);
  });

  it('is a token, or a name with its password', () => {
    const help = 'for a name with its password name the Secret';
    expectMessages(tracker('{ credentials: «secret mlflow.password» }'), [['bad-credentials', help]]);
    expectMessages(tracker('{ credentials: «{ username: secret a.user }» }'), ['bad-credentials']);
    expectMessages(tracker('{ credentials: «{ token: secret a.t, password: secret a.p }» }'), ['bad-credentials']);
    expectMessages(tracker('{ credentials: «{}» }'), ['bad-credentials']);
    expectMessages(tracker('{ credentials: { access-key: «secret a.id» } }'), [['unknown-field', 'token, username']]);
    expectMessages(tracker('{ credentials: { token: «secret a» } }'), [['wrong-type', 'secret a.token']]);
    expectMessages(tracker('{ credentials: «config mlflow» }'), ['wrong-type']);
    expectMessages(tracker('{ credentials: «3» }'), ['wrong-type']);
  });

  it('goes over a network outside encrypted, and a CA vouches for what has a certificate', () => {
    const outside = '«"http://mlflow.example.org"»';
    expectMessages(tracker('{ credentials: secret mlflow }', outside), ['bad-url']);
    expectMessages(tracker('{ headers: { "X-Api-Key": secret gateway.key } }', outside), ['bad-url']);
    expectMessages(tracker('{ headers: { "X-Org": "ml" } }', '"http://mlflow.example.org"'), []);
    expectMessages(tracker('{ credentials: secret mlflow }', '"http://mlflow.ml:5000"'), []);
    expectMessages(tracker('{ credentials: secret mlflow }', '"http://mlflow.ml.svc.cluster.local:5000"'), []);
    expectMessages(tracker('{ ca: config corp-ca }', '«"http://mlflow.ml:5000"»'), ['bad-url']);
    expectMessages(tracker('{ ca: «"/etc/ca.pem"» }'), [['wrong-type', 'ca: config corp-ca']]);
    expectMessages(tracker('{ ca: «claim certificates» }'), ['wrong-type']);
  });

  it('has headers with a name and a value that a header may have', () => {
    expectMessages(tracker('{ headers: { «Authorization»: "x" } }'), ['bad-name']);
    expectMessages(tracker('{ headers: { «host»: "x" } }'), ['bad-name']);
    expectMessages(tracker('{ headers: { «"X Org"»: "x" } }'), ['bad-name']);
    expectMessages(tracker('{ headers: { "X-Org": "a", «"x-org"»: "b" } }'), ['duplicate-argument']);
    expectMessages(tracker('{ headers: { "X-Org": «"a\\nb"» } }'), ['bad-range']);
    expectMessages(tracker('{ headers: { "X-Org": «3» } }'), ['wrong-type']);
    expectMessages(tracker('{ headers: { "X-Org": «secret a» } }'), [['wrong-type', 'secret a.key']]);
    expectMessages(tracker('{ headers: «["X-Org"]» }'), ['wrong-type']);
  });
});

describe('a metrics server that KEDA asks as well', () => {
  const scaled = (options: string): string =>
    app(`
sensor load : Rate from prometheus { query: "sum(rate(requests_total[5m]))", unit: 1/s }
workflow serve : online { service answer : transformer { image "a:1" }  replicas 1..4 scale on load to 9/s }
`).replace(/metrics {3}prometheus "[^"]*"/, `metrics prometheus "https://thanos.example.org" ${options}`);

  it('is shown keys that are named, and a CA beside them', () => {
    expectMessages(scaled('{ credentials: secret thanos.token, ca: config corp-ca, headers: { "X-Org": "ml" } }'), []);
    expectMessages(scaled('{ credentials: { username: secret a.b, password: secret a.c } }'), []);
    expectMessages(scaled('{ credentials: «secret thanos» }'), [['keda-cannot-ask', 'secret thanos.token, or {']]);
    expectMessages(scaled('{ ca: «config corp-ca» }'), ['keda-cannot-ask']);
    expectMessages(scaled('{ headers: { «"X-Api-Key"»: secret gateway.key } }'), ['keda-cannot-ask']);
    expectMessages(scaled('{ headers: { «"X-Org"»: "a,b" } }'), ['keda-cannot-ask']);
  });
});
