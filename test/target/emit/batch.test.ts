import { describe, expect, it } from 'vitest';
import type { KubernetesObject } from '../../../src/target/emit/manifest.ts';
import { app, batch, compileTexts } from '../../support/marked.ts';
import { list, look, text } from './look.ts';
import { objectsOf } from './sources.ts';
import { danglingReferences } from './references.ts';
import { validateObject } from './validate.ts';

function build(source: string): readonly KubernetesObject[] {
  const { diagnostics, manifests } = compileTexts(source);
  expect(diagnostics).toEqual([]);
  const objects = objectsOf(manifests);
  expect(objects.flatMap(validateObject)).toEqual([]);
  expect(danglingReferences(objects)).toEqual([]);
  return objects;
}

const spec = (objects: readonly KubernetesObject[], name = 'train'): unknown =>
  look(
    objects.find(({ kind, metadata }) => kind === 'WorkflowTemplate' && metadata.name === name),
    'spec',
  );
const template = (of: unknown, name: string): unknown =>
  list(of, 'templates').find((one) => text(one, 'name') === name);
const task = (of: unknown, name: string, graph = 'main'): unknown =>
  list(template(of, graph), 'dag.tasks').find((one) => text(one, 'name') === name);

describe('a workflow within another', () => {
  it('brings what it says of all its pods', () => {
    const inner =
      'workflow inner : batch { priority "high"  nodes { "a": "b" }  executor a { image "a:1"  nodes { "c": "d" } } }';
    const of = spec(build(app(`${inner}\nworkflow train : batch { priority "low"  run inner() as in }`)));
    expect(look(template(of, 'in-a'), 'priorityClassName')).toBe('high');
    expect(look(template(of, 'in-a'), 'nodeSelector')).toEqual({ c: 'd' });
  });
});

describe('runs that are kept', () => {
  const limits = (clauses: string): unknown[] => {
    const cron = build(batch(`${clauses}  executor a { image "a:1" }`)).find(({ kind }) => kind === 'CronWorkflow');
    return ['successfulJobsHistoryLimit', 'failedJobsHistoryLimit'].map((limit) => look(cron, `spec.${limit}`));
  };

  it('are not deleted by the schedule before their time', () => {
    // A run that takes a day ends as many days later.
    expect(limits('schedule cron "0 * * * *"  keep { succeeded: 2d }')).toEqual([72, 3]);
    expect(limits('schedule cron "0 2 * * *"  keep { failed: 14d }')).toEqual([3, 15]);
    expect(limits('schedule cron "0 2 * * *"  keep 7d  timeout 1h')).toEqual([8, 8]);
    expect(limits('schedule cron "0 2 * * *"')).toEqual([3, 3]);
  });

  it('are so many of a schedule, however old they are', () => {
    const of = (keep: string): unknown =>
      build(batch(`schedule cron "0 2 1 * *"  keep ${keep}  executor a { image "a:1" }`)).find(
        ({ kind }) => kind === 'CronWorkflow',
      );
    const ttl = (keep: string): unknown => look(of(keep), 'spec.workflowSpec.ttlStrategy');
    expect(limits('schedule cron "0 2 * * *"  keep { succeeded: 4, failed: 14d }')).toEqual([4, 15]);
    expect(limits('schedule cron "0 2 * * *"  keep { failed: 0 }')).toEqual([3, 0]);
    expect(ttl('{ succeeded: 4, failed: 14d }')).toEqual({ secondsAfterSuccess: 2147483647 });
    expect(ttl('{ succeeded: 2d, failed: 14d }')).toBeUndefined();
  });

  it('leave their logs where there is a store', () => {
    const source = batch('executor a { image "a:1" }');
    const objects = build(source);
    expect(look(spec(objects), 'archiveLogs')).toBe(true);
    expect(look(spec(objects), 'artifactRepositoryRef')).toEqual({ configMap: 'sflow-artifacts', key: 's3' });
    const repository = (of: readonly KubernetesObject[]): string =>
      text(
        of.find(({ metadata }) => metadata.name === 'sflow-artifacts'),
        'data.s3',
      );
    expect(repository(objects)).toContain('keyFormat: "logs/{{workflow.name}}/{{pod.name}}"');
    expect(repository(build(source.replace('s3://scanflow', 's3://scanflow/team/')))).toContain('"team/logs/{{');
    const without = source.replace(/\n *(?:artifacts|tracker) .*/g, '');
    expect(look(spec(build(without)), 'archiveLogs')).toBeUndefined();
  });
});

describe('an input', () => {
  const input = (at: string, options = ''): unknown =>
    list(
      template(spec(build(batch(`executor a { image "a:1"  input x : Path at "${at}" key "x" ${options} }`))), 'a'),
      'inputs.artifacts',
    )[0];

  it('is unpacked if Argo has packed it, unless it is to be an archive', () => {
    expect(look(input('/data/x'), 'archive')).toBeUndefined();
    expect(look(input('/data/x.tgz'), 'archive')).toEqual({ none: {} });
    expect(look(input('/data/x.csv.gz'), 'archive')).toEqual({ none: {} });
  });

  it('is unpacked or not where that is said', () => {
    expect(look(input('/data/x', '{ unpack: false }'), 'archive')).toEqual({ none: {} });
    expect(look(input('/data/x.tgz', '{ unpack: true }'), 'archive')).toBeUndefined();
  });

  it('is what another step has left, packed or not', () => {
    const output = (options: string): unknown =>
      list(
        template(spec(build(batch(`executor a { image "a:1"  output x : Path at "/x" key "x" ${options} }`))), 'a'),
        'outputs.artifacts',
      )[0];
    expect(look(output(''), 'archive')).toEqual({ none: {} });
    // By default Argo makes an archive, and whoever is given the object of a step gets it unpacked.
    expect(look(output('{ pack: true }'), 'archive')).toBeUndefined();
  });
});

describe('a param that is data', () => {
  it('gives programs its run and its path by parameters of their own, and its URI by that of the whole', () => {
    const fields = 'args { whole: d, uri: d.uri, run: d.run, path: d.path, file: "${d.uri}/x.csv" }';
    const of = spec(build(batch(`param d : Dataset\nexecutor a { image "a:1"  ${fields} }`)));
    expect(look(template(of, 'a'), 'container.args')).toEqual([
      expect.stringMatching(/^--whole=/),
      '--uri={{workflow.parameters.d}}',
      '--run={{workflow.parameters.d-run}}',
      '--path={{workflow.parameters.d-path}}',
      '--file={{workflow.parameters.d}}/x.csv',
    ]);
  });
});

describe('a fan-out', () => {
  it('over constants has their combinations as items, the last list changing fastest', () => {
    const of = spec(build(batch('executor a for n in [1, 2], s in ["x", "y"] { image "a:1"  args { n: n, s: s } }')));
    expect(look(task(of, 'a'), 'withItems')).toEqual([
      { n: '1', s: 'x' },
      { n: '1', s: 'y' },
      { n: '2', s: 'x' },
      { n: '2', s: 'y' },
    ]);
    expect(look(task(of, 'a'), 'arguments.parameters')).toEqual([
      { name: 'n', value: '{{item.n}}' },
      { name: 's', value: '{{item.s}}' },
    ]);
    expect(look(template(of, 'a'), 'container.args')).toEqual([
      '--n={{inputs.parameters.n}}',
      '--s={{inputs.parameters.s}}',
    ]);
  });

  it('over a param takes what the run brings', () => {
    const of = spec(
      build(batch('param trees : List<Int> = [50, 100]\nexecutor a for n in trees { image "a:1"  args { n: n } }')),
    );
    expect(list(of, 'arguments.parameters')[0]).toMatchObject({ name: 'trees', value: '[50,100]' });
    expect(task(of, 'a')).toMatchObject({
      withParam: '{{workflow.parameters.trees}}',
      arguments: { parameters: [{ name: 'n', value: '{{item}}' }] },
    });
  });

  it('over a list that an executor writes waits for it', () => {
    const of = spec(
      build(
        batch(
          'executor split { image "a:1"  output parts : List<String> from "/tmp/parts" }\nexecutor a for p in split.parts after split { image "a:1"  args { p: p } }',
        ),
      ),
    );
    expect(task(of, 'a')).toMatchObject({
      depends: 'split',
      withParam: '{{tasks.split.outputs.parameters.parts}}',
    });
  });

  it('over lists of which the run brings some is computed when it starts, and numbers stay as they are', () => {
    const of = spec(
      build(
        batch(
          'param trees : List<Int> = [50]\nexecutor a for n in trees, s in ["x", "it\'s"] { image "a:1"  args { n: n, s: s } }',
        ),
      ),
    );
    expect(look(task(of, 'a'), 'withParam')).toBe(
      "{{=toJson(flatten(map(fromJSON(workflow.parameters['trees']), {let x0 = #; map(['x', 'it\\u0027s'], {let x1 = #; {'n': x0, 's': x1 } }) })))}}",
    );
  });

  it('gives what its items wrote as a list, which is empty where none of them ran', () => {
    const many = 'executor a for n in [1, 2] { image "a:1"  output v : Int from "/tmp/v" }\n';
    const of = spec(
      build(
        batch(
          `${many}executor b after a { image "a:1"  args { v: a.v } }\nexecutor c for v in a.v after a { image "a:1" }`,
        ),
      ),
    );
    const values =
      "{{=(tasks['a'].status == 'Skipped' || type(tasks['a'].outputs.parameters) == 'string' ? '[]' : (tasks['a'].outputs.parameters['v'] ?? '[]'))}}";
    const numbers = `{{='[' + join(fromJSON(${values.slice(3, -2)}), ',') + ']'}}`;
    expect(look(task(of, 'b'), 'arguments.parameters')).toEqual([{ name: 'a_v', value: numbers }]);
    expect(look(task(of, 'c'), 'withParam')).toBe(values);
  });

  it('is waited for until one item has succeeded where the best is chosen', () => {
    const model = 'model m { registered "m"  better accuracy }\n';
    const steps =
      'executor a for n in [1, 2] { image "a:1"  metric accuracy : Ratio }\nexecutor b { image "a:1"  metric accuracy : Ratio }';
    const of = spec(
      build(app(`${model}workflow train : batch { ${steps}\nregister m from best of [a, b] by accuracy }`)),
    );
    expect(look(task(of, 'register-m'), 'depends')).toBe('a.AnySucceeded || b.Succeeded');
  });

  it('is compared by the metric of the model, or by another, in the direction that is said', () => {
    const of = (better: string, by: string): unknown => {
      const steps =
        'executor a for x in [1, 2] { image "a:1"  args { x: x }  metric rmse : Number  metric r2 : Number }';
      const text = `model m { registered "m"  better ${better} }\nworkflow train : batch { ${steps}\nregister m from best of a by ${by} }`;
      return list(template(spec(build(app(text))), 'register-m'), 'container.args').slice(-2);
    };
    expect(of('lower rmse', 'rmse')).toEqual(['--metric=rmse', '--better=lower']);
    expect(of('lower rmse', 'r2')).toEqual(['--metric=r2', '--better=higher']);
    expect(of('r2', 'lower rmse')).toEqual(['--metric=rmse', '--better=lower']);
    expect(of('r2', 'r2')).toEqual(['--metric=r2', '--better=higher']);
  });
});

describe('a condition', () => {
  const when = (condition: string): unknown => {
    const load = 'executor load-data { image "a:1"  output rows : Int from "/tmp/rows" default 0 }';
    const source = `param go : Bool = true\nparam name : String = "x"\nparam d : Dataset?\n${load}\nexecutor a after load-data when ${condition} { image "a:1" }`;
    return look(task(spec(build(batch(source))), 'a'), 'when');
  };

  it('compares numbers as numbers and texts as texts, and no value can become a part of it', () => {
    expect(when('load-data.rows >= 1000 and go')).toBe(
      "{{=((asFloat(tasks['load-data'].outputs.parameters['rows']) >= 1000) && (workflow.parameters['go'] == 'true'))}}",
    );
    expect(when('not (name == "it\'s }}")')).toBe(
      "{{=!((workflow.parameters['name'] == 'it\\u0027s \\u007d\\u007d'))}}",
    );
    expect(when('d != none')).toBe("{{=(workflow.parameters['d'] != '')}}");
  });
});

describe('a workflow within another', () => {
  it('is put into it, with its params replaced and its edges joined', () => {
    const inner =
      'workflow inner : batch { param n : Int  executor one { image "a:1"  args { n: n }  output o : Path at "/workflow/o" }\nexecutor two after one { image "a:1"  args { o: one.o } } }';
    const outer =
      'workflow train : batch { executor first { image "a:1" }\nrun inner(n: 7) as check after first\nexecutor last after check { image "a:1" } }';
    const of = spec(build(app(`${inner}\n${outer}`)));
    expect(list(template(of, 'main'), 'dag.tasks').map((one) => [text(one, 'name'), look(one, 'depends')])).toEqual([
      ['first', undefined],
      ['last', 'check-two'],
      ['check-one', 'first'],
      ['check-two', 'check-one'],
    ]);
    expect(look(template(of, 'check-one'), 'container.args')).toEqual(['--n=7']);
  });
});

describe('the end of a run', () => {
  it('is a graph of all that is to happen, each by the outcome', () => {
    const of = spec(
      build(
        batch(
          'executor a { image "a:1" }\nfinally tidy { image "a:1"  args { s: status } }\nfinally alarm on failure { image "a:1" }\nnotify secret hooks.url on success',
        ),
      ),
    );
    expect(look(of, 'onExit')).toBe('on-exit');
    expect(list(template(of, 'on-exit'), 'dag.tasks')).toEqual([
      { name: 'tidy', template: 'tidy' },
      { name: 'alarm', template: 'alarm', when: '{{workflow.status}} != Succeeded' },
      { name: 'notify', template: 'notify', when: '{{workflow.status}} == Succeeded' },
    ]);
    expect(look(template(of, 'notify'), 'container.env')).toEqual([
      { name: 'SFLOW_WEBHOOK_URL', valueFrom: { secretKeyRef: { key: 'url', name: 'hooks' } } },
    ]);
  });
});

describe('objects of the artifact store', () => {
  it('are named by key, and their store by the settings of the team', () => {
    const objects = build(
      batch(
        'executor a { image "a:1"  input raw : Path at "/data" key "raw"  args { raw: raw }  output w : Path at "/tmp/w" key "runs/${run}/w" }\nexecutor b after a { image "a:1"  args { w: a.w } }',
      ),
    );
    const of = spec(objects);
    expect(look(of, 'artifactRepositoryRef')).toEqual({ configMap: 'sflow-artifacts', key: 's3' });
    expect(look(template(of, 'a'), 'inputs.artifacts')).toEqual([{ name: 'raw', path: '/data', s3: { key: 'raw' } }]);
    expect(look(template(of, 'a'), 'outputs.artifacts')).toEqual([
      { name: 'w', path: '/tmp/w', archive: { none: {} }, s3: { key: 'runs/{{workflow.name}}/w' } },
    ]);
    expect(look(template(of, 'b'), 'inputs.artifacts')).toEqual([{ name: 'a_w', path: '/tmp/w' }]);
    expect(look(task(of, 'b'), 'arguments.artifacts')).toEqual([
      { name: 'a_w', from: '{{tasks.a.outputs.artifacts.w}}' },
    ]);
    const settings = objects.find(({ metadata }) => metadata.name === 'sflow-artifacts');
    expect(text(settings, 'data.s3')).toContain('bucket: scanflow\n');
    expect(text(settings, 'data.s3')).toContain('insecure: true\n');
  });

  it('lie below the prefix of the platform’s address, and under a key for each item', () => {
    const source = batch(
      'executor a for n in [1, 2] { image "a:1"  output w : Path at "/tmp/w" key "${n}/w"  output x : Path at "/tmp/x" key "a$(b)/${n}" }',
    );
    const of = spec(build(source.replace('"s3://scanflow"', '"s3://scanflow/teams/one/"')));
    expect(list(template(of, 'a'), 'outputs.artifacts').map((artifact) => look(artifact, 's3.key'))).toEqual([
      'teams/one/{{inputs.parameters.n}}/w',
      'teams/one/a$(b)/{{inputs.parameters.n}}',
    ]);
  });
});

describe('what a step waits for', () => {
  const dependsOf = (after: string, declared = 'executor a when n > 1'): unknown =>
    look(
      task(
        spec(
          build(
            app(`workflow train : batch {
              param n : Int = 1
              param items : List<Int> = []
              ${declared} { image "a:1" }
              executor b after ${after} { image "a:1" }
            }`),
          ),
        ),
        'b',
      ),
      'depends',
    );

  it('is success, of what may have been left out too', () => {
    expect(dependsOf('a', 'executor a')).toBe('a');
    expect(dependsOf('a')).toBe('a.Succeeded');
    expect(dependsOf('a.succeeded')).toBe('a.Succeeded');
    expect(dependsOf('a', 'executor a for i in items')).toBe('a');
    expect(dependsOf('a', 'executor a for i in items when n > 1')).toBe(
      '(a.Skipped || (a.Succeeded && a.AnySucceeded))',
    );
  });

  it('is a failure, or whatever happened', () => {
    expect(dependsOf('a.failed')).toBe('(a.Failed || a.Errored)');
    expect(dependsOf('a.ended')).toBe('(a.Succeeded || a.Failed || a.Errored || a.Skipped || a.Omitted)');
  });

  it('does not hide a failure that no step sees to', () => {
    const tasksOf = (after: string): [unknown, string[]] => {
      const of = spec(
        build(app(`workflow train : batch { executor a { image "a:1" } executor b after ${after} { image "a:1" } }`)),
      );
      const dag = look(template(of, 'main'), 'dag');
      return [look(dag, 'failFast'), list(dag, 'tasks').map((one) => text(one, 'name'))];
    };
    expect(tasksOf('a')).toEqual([undefined, ['a', 'b']]);
    expect(tasksOf('a.failed')).toEqual([false, ['a', 'b']]);
    expect(tasksOf('a.ended')).toEqual([false, ['a', 'b', 'a-counted']]);
  });
});

describe('a workflow within another', () => {
  const inner = `model m { registered "m"  better accuracy }
    workflow inner : batch {
      param n : Int
      executor s when n > 1 { image "a:1"  metric accuracy : Ratio  args { n: n } }
      register m from s
      finally tidy { image "a:1"  args { n: n } }
      notify secret hooks.url
    }\n`;
  const of = (): unknown =>
    spec(
      build(app(`${inner}workflow train : batch { run inner(n: 3) as deep  executor b after deep { image "a:1" } }`)),
    );

  it('is waited for, also where there was nothing to register', () => {
    const isOver = '(deep-s.Succeeded || deep-s.Skipped || deep-s.Omitted)';
    expect(look(task(of(), 'b'), 'depends')).toBe(
      `(deep-register-m.Succeeded || (deep-register-m.Omitted && ${isOver}))`,
    );
  });

  it('does at the end of the run what it would do at its own', () => {
    expect(list(template(of(), 'on-exit'), 'dag.tasks').map((one) => text(one, 'name'))).toEqual([
      'deep-tidy',
      'deep-notify',
    ]);
    expect(look(template(of(), 'deep-tidy'), 'container.args')).toEqual(['--n=3']);
  });
});
