import { describe, expect, it } from 'vitest';
import { batch, compileTexts, expectMessages, online, PLATFORM } from '../support/marked.ts';

const model = 'model cnn { registered "cnn"  better accuracy }\n';

describe('names that are made', () => {
  it('meet those of steps', () => {
    expectMessages(batch('executor «main» { image "a:1" }'), ['template-name-twice']);
    expectMessages(
      `${PLATFORM}${model}workflow train : batch {
         executor step { image "a:1"  metric accuracy : Ratio }
         executor register-cnn { image "a:1" }
         «register cnn from step»
       }`,
      ['template-name-twice'],
    );
  });

  it('meet those of params', () => {
    const workflow = (params: string): string =>
      `${PLATFORM}${model}workflow «train» : batch {\n${params}\nexecutor step { image "a:1" }\n}`;
    expectMessages(workflow('param model : ModelVersion = cnn@1\nparam model-name : String = "x"'), [
      'template-name-twice',
    ]);
    const agent = 'agent a { strategy s { WHEN every 1h THEN updateExecutorResource(train, step, memory: 1Gi) } }';
    expectMessages(`${workflow('param sflow-memory-step : String = "x"')}\n${agent}`, ['template-name-twice']);
  });

  it('are those of Seldon Core', () => {
    const { diagnostics } = compileTexts(
      `${online('service s : transformer { image "a:1" }')}\nagent serve-default { strategy s { WHEN every 1h THEN stopWorkflow(train) } }
       workflow train : batch { executor step { image "a:1" } }`,
    );
    expect(diagnostics.map(({ name, message }) => `${name}: ${message}`)).toEqual([
      expect.stringMatching(/^object-twice: there would be two objects Service serve-default/),
    ]);
  });
});

describe('what a target does not do', () => {
  it('double braces in a default', () => {
    expectMessages(
      batch('param x : String = "{{workflow.name}}"\nexecutor step { image "a:1"  args { x: x } }').replace(
        'workflow train',
        'workflow «train»',
      ),
      ['braces-in-default'],
    );
    expectMessages(batch('executor step { image "a:1"  args { x: "{{workflow.name}}" } }'), []);
  });

  it('double braces in what no kubelet reads', () => {
    const refused = (step: string): void => {
      expectMessages(batch(step), ['braces-in-text']);
    };
    refused('executor «a» for x in ["{{item}}"] { image "a:1" }');
    refused('executor «a» { image "a:1"  output v : Int from "/tmp/{{v" }');
    refused('executor «a» { image "a:1"  output v : String from "/tmp/v" default "{{" }');
    refused('executor «a» { image "a:1"  output v : Path at "/tmp/v" key "{${run}" }');
    refused('executor a { image "a:1" }\nfinally «b» { image "a:1"  input v : Path at "/v" key "a/{{b}}" }');
    expectMessages(batch('executor a for x in ["{x}"] { image "a:1"  output v : Path at "/v" key "{x}/${x}" }'), []);
  });

  it('a graph that is too deep', () => {
    const names = (count: number): string[] => Array.from({ length: count }, (_, index) => `s${String(index)}`);
    const chain = (count: number): string =>
      online(
        `${names(count)
          .map((name) => `service ${name} : transformer { image "a:1" }`)
          .join('\n')}\ngraph ${names(count).join(' -> ')}`,
      );
    expectMessages(chain(11), []);
    expectMessages(chain(12).replace('workflow serve', 'workflow «serve»'), ['graph-too-deep']);
  });

  it('servers of two protocols', () => {
    const pair = (second: string): string =>
      online(
        `service a : model { server tensorflow  model cnn@1 }\nservice b : model { server ${second}  model cnn@1 }\ngraph a -> b`,
      );
    expectMessages(pair('sklearn'), []);
    expectMessages(pair('triton').replace('workflow serve', 'workflow «serve»'), ['mixed-protocols']);
  });

  it('a backup that speaks otherwise', () => {
    const backup = (service: string): string =>
      `${PLATFORM}${model}workflow serve : online { service m : model { server tensorflow grpc  model cnn@1 }  backup «standby» }
       workflow standby : online { service m : model { ${service}  model cnn@1 } }`;
    expectMessages(backup('server sklearn grpc'), []);
    expectMessages(backup('server tensorflow rest'), ['instances-differ']);
    expectMessages(backup('server triton grpc'), ['instances-differ']);
  });

  it('a host that another workflow has, of this application or of another one', () => {
    const exposed = (name: string, host: string): string =>
      `workflow ${name} : online { service m : model { image "a:1" }  expose ${host} }`;
    const twice = `${exposed('a', '"x.example.org"')}\n${exposed('b', '«"x.example.org"»')}`;
    expectMessages(`${PLATFORM}${twice}`, ['host-twice']);
    expectMessages(
      {
        'a.sflow': `${PLATFORM}${exposed('a', '"x.example.org"')}`,
        'b.sflow': `import { cluster } from "./a"\napplication other { team team  on cluster }\n${exposed('b', '«"x.example.org"»')}`,
      },
      ['host-twice'],
    );
    expectMessages(`${PLATFORM}${twice.replace('«"x', '"y').replace('»', '')}`, []);
  });

  it.each(['kserve', 'deployments'])('what callers on %s would not find', (serving) => {
    const on = (server: string, more: string, next = ''): string =>
      `${PLATFORM}${model}workflow serve : online { service m : model { server ${server}  model cnn@1 }  ${more} }\n${next}`.replace(
        'on cluster',
        `on cluster  serving ${serving}`,
      );
    const standby = (service: string): string => `workflow standby : online { service ${service}  model cnn@1 } }`;
    expectMessages(on('sklearn', 'backup standby', standby('m : model { server xgboost')), []);
    expectMessages(on('sklearn', 'backup «standby»', standby('n : model { server sklearn')), ['instances-differ']);
    expectMessages(
      on('sklearn', 'backup standby', 'workflow standby : online { service n : model { image "n:1" } }'),
      [],
    );
    expectMessages(
      on('sklearn', 'backup «standby»', standby('m : model { server tensorflow')),
      serving === 'kserve' ? [] : ['instances-differ'],
    );
    expectMessages(on('tensorflow', 'canary «next» at 10% { m { server mlflow  model cnn@2 } }'), ['instances-differ']);
    expectMessages(on('sklearn', 'canary next at 10% { m { image "own:1" } }'), []);
  });
});
