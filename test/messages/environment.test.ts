import { describe, expect, it } from 'vitest';
import { objectsOf } from '../target/emit/sources.ts';
import { validateObject } from '../target/emit/validate.ts';
import { expectMessages, online, PLATFORM } from '../support/marked.ts';

/** A platform with some more settings, and an application on it. */
const platform = (settings: string): string => PLATFORM.replace('\n}', `\n  ${settings}\n}`);
const served = (settings: string): string =>
  online('service s : transformer { image "a:1" }').replace('\n}', `\n  ${settings}\n}`);

describe('versions of the target systems', () => {
  it('are of systems that are known', () => {
    expectMessages(platform('versions { «isto»: "1.30" }'), [['unknown-variant', 'did you mean istio?']]);
    expectMessages(platform('versions { «flink»: "1.30" }'), ['unknown-variant']);
    expectMessages(platform('versions «"4.0"»'), ['wrong-type']);
  });

  it('are those that manifests are written for', () => {
    const { diagnostics } = expectMessages(platform('versions { argo: «"2.12"», istio: «"1.9"», seldon: «"2"» }'), [
      'unknown-version',
      'unknown-version',
      'unknown-version',
    ]);
    expect(diagnostics.map(({ message }) => message)).toEqual([
      'there are no manifests for argo 2.12; it can be 3.7.16 or a later 3.7, 4.0.7 or a later 4.0, 4.1',
      'there are no manifests for istio 1.9; it can be 1.11 to 1.31',
      'there are no manifests for seldon 2; it can be 1.14 to 1.19',
    ]);
    expectMessages(platform('versions { argo: «"4.x"» }'), ['unknown-version']);
    expectMessages(platform('versions { argo: «3.7» }'), ['wrong-type']);
    for (const old of ['3.6', '3.6.19', '3.7', '3.7.15', '4.0', '4.0.3'])
      expectMessages(platform(`versions { argo: «"${old}"» }`), ['unknown-version']);
    for (const release of ['3.7.16', '3.7.20', '4.0.7', '4.1', '4.1.2'])
      expectMessages(platform(`versions { argo: "${release}" }`), []);
  });

  it('may be a patch release, or all of a major one', () => {
    const { plan } = expectMessages(platform('versions { argo: "4", istio: "1.14.3" }'), []);
    expect(plan?.teams[0]?.platform.versions).toMatchObject({
      argo: { major: 4, minor: 1 },
      istio: { major: 1, minor: 14 },
      seldon: { major: 1, minor: 17 },
    });
  });

  it.each([
    ['1.14', 'networking.istio.io/v1beta1'],
    ['1.21', 'networking.istio.io/v1beta1'],
    ['1.22', 'networking.istio.io/v1'],
    ['1.31', 'networking.istio.io/v1'],
  ])('have routes of the form that Istio %s serves', (version, apiVersion) => {
    const { manifests } = expectMessages(served(`versions { istio: "${version}" }`), []);
    const routes = objectsOf(manifests).filter(({ kind }) => kind === 'VirtualService');
    expect(routes.map((route) => route.apiVersion)).toEqual([apiVersion]);
    expect(routes.flatMap(validateObject)).toEqual([]);
  });

  it('are those of KEDA that keep replicas while metrics are away, and of KServe', () => {
    expectMessages(platform('versions { keda: «"2.16"», kserve: «"0.19"» }'), ['unknown-version', 'unknown-version']);
    expectMessages(platform('versions { keda: "2.17", kserve: "0.20.0" }'), []);
    const scaled = (keda: string, rule: string): string =>
      `import { request-rate } from "std/istio"\n${online(
        `service s : transformer { image "a:1" }\nreplicas 1..4 «${rule}»`,
      ).replace('\n}', `\n  versions { keda: "${keda}" }\n}`)}`;
    const [whole, each] = ['scale on request-rate(serve) to 20/s', 'scale on request-rate(serve) per replica to 20/s'];
    expectMessages(scaled('2.17', whole), [['needs-release', 'request-rate(serve) per replica']]);
    expectMessages(scaled('2.17', each), []);
    expectMessages(scaled('2.18', whole), []);
  });

  it('warn of the licence of Seldon Core where it is used, and write manifests all the same', () => {
    const { manifests } = expectMessages(served('versions { seldon: «"1.18"» }'), [['seldon-licence', '1.17']]);
    expect(objectsOf(manifests).map(({ kind }) => kind)).toContain('SeldonDeployment');
    expectMessages(served('versions { seldon: "1.17" }'), []);
    expectMessages(platform('versions { seldon: "1.18" }'), []);
  });
});

describe('what containers get that do not say', () => {
  it('is no GPU, and nothing that could not be given', () => {
    expectMessages(platform('resources { «gpu»: 1 }'), [['bad-range', 'steps and services']]);
    expectMessages(platform('resources { cpu: «4..1» }'), ['bad-range']);
    expectMessages(platform('resources «"small"»'), ['wrong-type']);
  });

  it('is said once for an application that several files declare', () => {
    const clause = 'resources { cpu: 0.1 }';
    const other = (resources: string): string =>
      `import { cluster } from "main.sflow"\napplication app { team team  on cluster  ${resources} }`;
    const main = online('service s : transformer { image "a:1" }');
    const { plan } = expectMessages({ 'main.sflow': main, 'other.sflow': other(clause) }, []);
    expect(plan?.teams[0]?.online[0]?.services[0]?.resources).toEqual({ cpu: { asked: 0.1 } });
    const both = main.replace('on cluster }', `on cluster  ${clause} }`);
    expectMessages({ 'main.sflow': both, 'other.sflow': other('«resources» { cpu: 1 }') }, ['duplicate-clause']);
  });
});

describe('labels for the Prometheus operator', () => {
  it('are what the API server takes, and none of ours', () => {
    expectMessages(platform('labels «"prometheus"»'), ['wrong-type']);
    expectMessages(platform('labels { «"a b"»: "x" }'), ['bad-name']);
    expectMessages(platform('labels { «"sflow.dev/app"»: "x" }'), ['bad-name']);
    expectMessages(platform('labels { release: «"my release"» }'), ['bad-range']);
    expectMessages(platform('labels { release: «1» }'), ['wrong-type']);
  });

  it('stand on all that it selects', () => {
    const { manifests } = expectMessages(served('labels { release: "prometheus", "example.org/tier": "ml" }'), []);
    const selected = objectsOf(manifests).filter(({ apiVersion }) => apiVersion.startsWith('monitoring.coreos.com/'));
    expect(selected.length).toBeGreaterThan(0);
    for (const { metadata } of selected) {
      expect(metadata.labels).toMatchObject({
        release: 'prometheus',
        'example.org/tier': 'ml',
        'sflow.dev/app': 'app',
      });
    }
  });
});

describe('what a platform says of its network', () => {
  it('are addresses with a port, and namespaces', () => {
    expectMessages(
      platform('network { egress: ["https://models.example.org", "http://db", "amqp://mq.tools:5672"] }'),
      [],
    );
    expectMessages(platform('network {}'), []);
    expectMessages(platform('network { egress: [«"models.example.org"», «"postgresql://db.tools"»] }'), [
      'bad-url',
      'bad-url',
    ]);
    expectMessages(platform('network { ingress: [«"Ingress"»] }'), ['bad-name']);
    expectMessages(platform('network { ingress: «"a"» }'), ['wrong-type']);
    expectMessages(platform('network { «ingres»: ["a"] }'), ['unknown-field']);
  });
});
