import { describe, expect, it } from 'vitest';
import { PLATFORM, app, batch, compileTexts, expectMessages, online } from '../support/marked.ts';

describe('batch workflows', () => {
  it('with cycles, told once', () => {
    const { diagnostics } = expectMessages(
      batch(
        'executor «a» after c { image "a:1" }\nexecutor b after a { image "a:1" }\nexecutor c after b { image "a:1" }',
      ),
      ['dag-cycle'],
    );
    expect(diagnostics[0]?.message).toContain('a → b → c → a');
    expectMessages(batch('executor «a» after b { image "a:1" }\nexecutor b after a { image "a:1" }'), ['dag-cycle']);
  });

  it('with edges to nothing and to themselves', () => {
    expectMessages(batch('executor load { image "a:1" }\nexecutor b after «laod» { image "a:1" }'), [
      ['unknown-node', 'did you mean load?'],
    ]);
    expectMessages(batch('executor a after «a» { image "a:1" }'), ['self-edge']);
  });

  it('that read what is not there yet', () => {
    expectMessages(
      batch(
        'executor a { image "a:1"  output o : Path at "/workflow/x" }\nexecutor b { image "a:1"  args { x: «a.o» } }',
      ),
      ['not-upstream'],
    );
    expectMessages(
      batch(
        'executor a { image "a:1"  output o : Path at "/workflow/x" }\nexecutor b after a { image "a:1" }\nexecutor c after b { image "a:1"  args { x: a.o } }',
      ),
      [],
    );
  });

  it('without an image, a command, an executor', () => {
    expectMessages(batch('executor «step» { args { x: 1 } }'), [['missing-clause', 'image "step:1.0"']]);
    expectMessages(
      'platform p { registry "r" }\napplication app { team t  on p }\nworkflow w : batch { executor «step» { image "a:1" } }',
      [['no-command', 'command ["python"']],
    );
    expectMessages(app('workflow «empty» : batch { }'), ['empty-workflow']);
    expectMessages(app('workflow w : «bacth» { executor step { image "a:1" } }'), ['workflow-kind']);
  });

  it('with wrong images', () => {
    expectMessages(batch('executor step { image «"load-data"» }'), [['bad-image', 'load-data:1.0']]);
    expectMessages(batch('executor step { image «"Load Data:1"» }'), ['bad-image']);
    expectMessages(batch('executor step { image «""» }'), ['bad-image']);
  });

  it('with misspelt, doubled and misplaced clauses', () => {
    expectMessages(batch('executor step { «imag» "a:1" }'), [['unknown-clause', 'did you mean image?']]);
    expectMessages(batch('executor step { image "a:1"  «image» "b:1" }'), ['duplicate-clause']);
    expectMessages(batch('executor step { image "a:1" }\n«replicas 3»'), ['wrong-member']);
  });

  it('with wrong limits', () => {
    expectMessages(batch('executor step { image "a:1"  retry «0» }'), ['bad-range']);
    expectMessages(batch('executor step { image "a:1"  retry 2 backoff 5m..«30s» }'), ['bad-range']);
    expectMessages(batch('executor step { image "a:1"  resources { cpu: «0» } }'), ['bad-range']);
    expectMessages(batch('executor step { image "a:1"  output o : Path at «"here"» }'), ['bad-range']);
  });

  it('that are like themselves, or like nothing', () => {
    expectMessages(batch('executor a { like «a» }'), ['like-circle']);
    expectMessages(batch('executor a { image "a:1"  like «b» }'), ['unknown-node']);
  });

  it('that register what is not compared', () => {
    const model = 'model m { registered "m"  better accuracy }\n';
    expectMessages(
      app(`${model}workflow w : batch { executor a { image "a:1" }\nregister m from best of a by «accuracy» }`),
      ['metric-missing'],
    );
    expectMessages(app(`${model}workflow w : batch { executor a { image "a:1" }\nregister m from «b» }`), [
      'unknown-node',
    ]);
    expectMessages(app('workflow w : batch { executor a { image "a:1" }\nregister «m» from a }'), ['unknown-name']);
  });
});

describe('online workflows', () => {
  const model = 'service p : model { server tensorflow  model cnn@production }';
  it('with wrong replicas and scaling', () => {
    expectMessages(online(`${model}\nreplicas «0»`), ['bad-range']);
    expectMessages(online(`${model}\nreplicas 3..«2»`), ['bad-range']);
    expectMessages(
      `import { request-rate } from "std/istio"\n${online(`${model}\nreplicas «3» scale on request-rate(serve) per replica to 20/s`)}`,
      [['wrong-scaling', '3..10']],
    );
    expectMessages(
      `import { request-rate } from "std/istio"\n${online(`${model}\nreplicas 1..3 scale on request-rate(serve) per replica to «20»`)}`,
      [['wrong-unit', 'did you mean 20/s?']],
    );
    expectMessages(
      `import { ready-replicas } from "std/kubernetes"\n${online(`${model}\nreplicas 1..3 scale on «ready-replicas(serve)» to 2`)}`,
      ['wrong-scaling'],
    );
  });

  it('that scale on a query of no or of many samples', () => {
    const scaled = (query: string): string =>
      `sensor load : Rate from prometheus { query: "${query}", unit: 1/s }\n${online(`${model}\nreplicas 1..3 scale on «load» to 20/s`)}`;
    expectMessages(scaled('rate(x[5m])'), [['wrong-scaling', 'sum()']]);
    expectMessages(scaled('scalar(sum(rate(x[5m])))'), [['wrong-scaling', 'vector()']]);
    expectMessages(scaled('max(rate(x[5m]))'), []);
  });

  it('with wrong services and graphs', () => {
    expectMessages(online('service p : «modle» { image "a:1" }'), ['service-role']);
    expectMessages(online('service p : model { server «tensorflw»  model cnn@production }'), ['unknown-variant']);
    expectMessages(online('service «p» : model { server tensorflow }'), [
      ['missing-clause', 'model mnist-cnn@production'],
    ]);
    expectMessages(online('service «p» : transformer { }'), [['missing-clause', 'image']]);
    expectMessages(
      app(
        'model cnn { registered "cnn"  better accuracy }\nworkflow «serve» : online {\nservice a : transformer { image "a:1" }\nservice p : model { server tensorflow  model cnn@production }\n}',
      ),
      [['graph-missing', 'graph a -> p']],
    );
    expectMessages(online(`service a : transformer { image "a:1" }\n${model}\ngraph a -> «q»`), ['unknown-node']);
    expectMessages(online(`service a : transformer { image "a:1" }\n${model.replace('p :', '«p» :')}\ngraph a`), [
      'not-in-graph',
    ]);
    expectMessages(online(`service «a» : output { image "a:1" }\n${model}\ngraph a -> p`), ['output-too-early']);
    expectMessages(app('workflow «serve» : online { }'), ['empty-workflow']);
  });

  it('with wrong hosts and backups', () => {
    expectMessages(online(`${model}\nexpose «"not a host"»`), ['bad-url']);
    expectMessages(online(`${model}\nbackup «serve»`), ['bad-range']);
  });

  it('whose names become too long once composed', () => {
    const long = 'x'.repeat(49);
    expectMessages(online(`service «${long}» : model { server tensorflow  model cnn@production }`), ['name-too-long']);
    expectMessages(
      app(`model cnn { registered "cnn"  better accuracy }\nworkflow «${'y'.repeat(50)}» : online { ${model} }`),
      ['name-too-long'],
    );
    expectMessages(PLATFORM.replace('application app', `application «${'z'.repeat(59)}»`), ['name-too-long']);
  });
});

describe('objects', () => {
  it('of two applications that would overwrite each other', () => {
    const team = (name: string, mark: (text: string) => string): string =>
      `import { cluster } from "./platform"\napplication app { team ${name}  on cluster  namespace "shared" }\nworkflow ${mark('w')} : batch { executor step { image "a:1" } }`;
    const { diagnostics } = compileTexts({
      'platform.sflow': 'platform cluster { registry "r"  command ["run"] }',
      'a.sflow': team('a', (text) => text),
      'b.sflow': team('b', (text) => text),
    });
    expect(diagnostics.map(({ name, span }) => `${name} ${span.path}`)).toEqual(['namespace-shared b.sflow']);
  });
});

describe('values that would vanish, or be another', () => {
  it('as durations and sizes that are none', () => {
    expectMessages(batch('keep { succeeded: 2d, failed: «-14d» }\nexecutor e { image "e:1" }'), ['bad-range']);
    expectMessages(batch('keep «0d»\nexecutor e { image "e:1" }'), ['bad-range']);
    expectMessages(batch('executor e { image "e:1"  volumes { "/c": «-2Gi» } }'), ['bad-range']);
    expectMessages(batch('executor e { image "e:1"  volumes { "/c": «0Gi» } }'), ['bad-range']);
    expectMessages(batch('executor e { image "e:1"  retry 2 backoff «-30s» }'), ['bad-range']);
    expectMessages(batch('executor e { image "e:1"  retry 2 backoff «0s»..5m }'), ['bad-range']);
  });

  it('as passwords in addresses and arguments', () => {
    const step = (clauses: string): string => batch(`executor e { image "e:1"  ${clauses} }`);
    const address = '«"postgres://loader:hunter2@db:5432/grid"»';
    for (const clause of [
      `env { DATABASE_URL: ${address} }`,
      `args { db: ${address} }`,
      `args [${address}]`,
      `command ["load", ${address}]`,
    ])
      expectMessages(step(clause), [['plain-secret', 'secret database.url']]);
    for (const clause of [
      'args { «password»: "hunter2" }',
      'args [«"--password=hunter2"»]',
      'args ["--api-key", «"hunter2"»]',
    ])
      expectMessages(step(clause), [['plain-secret', 'env {']]);
    // A user is no password, and neither is the place of one.
    expectMessages(
      step(
        'env { DATABASE_URL: "postgres://loader@db:5432/grid"  HUB_TOKEN_FILE: "/run/token" }'.replace(
          '  HUB',
          ', HUB',
        ),
      ),
      [],
    );
    expectMessages(step('args { max-tokens: "5", token-file: "/run/token" }'), []);
    const strategy =
      app(`workflow load : batch { param db : String = "sqlite:"  executor e { image "e:1"  args { db: db } } }
agent a { strategy s { WHEN every 1h  THEN runWorkflow(load, db: ${address}) } }`);
    expectMessages(strategy, ['plain-secret']);
  });

  it('as a text of what is known, wherever a text is wanted', () => {
    const source = `param tag : String = "1.0"
param env : String
param host : String = "\${env}.example.org"
platform cluster { registry "r.example.org/\${env}"  command ["run", "--\${env}"]  mesh istio { gateway: "\${env}/g" } }
application app { team team  on cluster  namespace "app-\${env}" }
workflow train : batch { parallel 2 * 2  executor e { image "e:\${tag}"  build { base: "python:\${tag}" } } }
workflow serve : online { service s : model { image "s:\${tag}" }  expose host }`;
    for (const env of ['staging', 'production']) {
      const team = expectMessages(source, [], { env }).plan?.teams[0];
      expect(team?.namespace).toBe(`app-${env}`);
      expect(team?.batch[0]?.executors[0]?.image).toBe(`r.example.org/${env}/e:1.0`);
      expect(team?.batch[0]?.runs.parallel).toBe(4);
      expect(team?.online[0]?.exposure).toMatchObject({ host: `${env}.example.org`, gateway: `${env}/g` });
    }
    // What a run brings is not known before.
    expectMessages(batch('param tag : String = "1.0"\nexecutor e { image «"e:${tag}"» }'), ['not-constant']);
  });
});

describe('platforms', () => {
  it('with wrong addresses, and no password in the message', () => {
    expectMessages('platform p { tracker mlflow «"mlflow:5000"» }', ['bad-url']);
    const { diagnostics } = expectMessages('platform p { metrics prometheus «"http://me:hunter2@prometheus:9090"» }', [
      'plain-secret',
    ]);
    expect(diagnostics[0]?.message).not.toContain('hunter2');
    expectMessages('platform p { artifacts s3 «"http://bucket"» }', ['bad-url']);
    expectMessages('platform p { artifacts s3 "s3://bucket" { endpoint: «"http;//minio:9000"» } }', ['bad-url']);
    expectMessages('platform p { mesh istio { gateway: «"public"» } }', ['bad-url']);
  });

  it('with unknown systems and settings', () => {
    expectMessages('platform p { tracker «wandb» "http://a:1" }', ['unknown-variant']);
    expectMessages('platform p { «tracker» "http://a:1" }', [['missing-clause', 'tracker mlflow']]);
    expectMessages('platform p { «registy» "r" }', [['unknown-clause', 'did you mean registry?']]);
  });

  it('that lack what is used', () => {
    const bare = 'platform p { registry "r"  command ["run"] }\napplication app { team t  on p }\n';
    expectMessages(`${bare}workflow w : batch { executor «step» { image "a:1"  metric m : Ratio } }`, [
      'platform-lacks',
    ]);
    expectMessages(`${bare}workflow w : batch { executor step { image "a:1"  output «o» : Path at "/x" } }`, [
      'platform-lacks',
    ]);
    expectMessages(`${bare}workflow w : online { service s : transformer { image "a:1" }\nexpose «"a.example.org"» }`, [
      'platform-lacks',
    ]);
    expectMessages(
      `${bare}model m { registered "m"  better a }\nworkflow w : online { service «s» : model { server sklearn  model m@1 } }`,
      ['platform-lacks'],
    );
  });

  it('and applications that are not complete', () => {
    expectMessages('platform p { registry "r" }\napplication «app» { on p }', [['missing-clause', 'team datascience']]);
    expectMessages('application «app» { team t }', [['missing-clause', 'on cluster']]);
    expectMessages('application app { team t  on «clster» }\nplatform cluster { registry "r" }', [
      ['unknown-name', 'did you mean cluster?'],
    ]);
    expectMessages('model «m» { better accuracy }', ['missing-clause']);
    expectMessages('model «m» { registered "m" }', ['missing-clause']);
  });
});
