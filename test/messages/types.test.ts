import { describe, expect, it } from 'vitest';
import { app, batch, expectMessages, online, strategy } from '../support/marked.ts';

const sensors = 'import { request-rate } from "std/istio"\nimport { logged-sum, latest-artifact } from "std/mlflow"\n';
const when = (condition: string): string =>
  `${sensors}${strategy(`WHEN every 1h IF ${condition} THEN runWorkflow(train)`)}`;

describe('types and units', () => {
  it('that do not compare, with the place of both sides', () => {
    const { diagnostics } = expectMessages(when('«request-rate(serve) > 20s»'), [
      ['incomparable', 'did you mean 20/s?'],
    ]);
    expect(diagnostics[0]?.message).toBe('a Rate and a Duration cannot be compared by >');
    expect(diagnostics[0]?.labels.map(({ text }) => text)).toEqual(['this is a Rate', 'this is a Duration']);
    expectMessages(when('«request-rate(serve) > "fast"»'), ['incomparable']);
    expectMessages(when('«true > false»'), ['incomparable']);
  });

  it('of a wrong literal', () => {
    expectMessages(batch('executor step { image "a:1"  timeout «90» }'), [['wrong-unit', 'did you mean 90s?']]);
    expectMessages(batch('executor step { image "a:1"  resources { cpu: «500m» } }'), [
      ['wrong-unit', 'did you mean 0.5?'],
    ]);
    expectMessages(batch('executor step { image "a:1"  resources { memory: «4» } }'), [
      ['wrong-unit', 'did you mean 4Gi?'],
    ]);
    expectMessages(batch('executor step { image «3» }'), ['wrong-type']);
    for (const unit of ['day', 'min'])
      expectMessages(strategy(`WHEN every «${unit}» THEN runWorkflow(train)`), [
        ['unknown-name', `1${unit[0]}, a rate`],
      ]);
  });

  it('of a ratio that was written as percents', () => {
    expectMessages(
      `import { failure-rate } from "std/istio"\n${strategy('WHEN every 1h IF failure-rate(serve) > «90» THEN runWorkflow(train)')}`,
      [['wrong-unit', 'did you mean 90%?']],
    );
  });

  it('in arithmetic', () => {
    expectMessages(when('«1h + 2Gi» > 1h'), ['no-arithmetic']);
    expectMessages(when('request-rate(serve) * 1h > 20'), []);
    expectMessages(when('«4Gi / 2s > 1Gi / 1s»'), ['always-holds']);
    expectMessages(when('«4Gi / 2s > 1Gi»'), ['incomparable']);
  });

  it('of quantities that are none', () => {
    expectMessages(when('request-rate(serve) > «5parsecs»'), ['bad-quantity']);
    expectMessages(batch('executor step { image "a:1"  resources { memory: «8Gib» } }'), [
      ['bad-quantity', 'did you mean 8Gi?'],
    ]);
  });

  it('of names that are written as texts', () => {
    expectMessages(strategy('WHEN every 1h THEN runWorkflow(«"train"»)'), [
      ['wrong-type', 'without quotation marks: train'],
    ]);
    expectMessages(strategy('WHEN «request-rate»(serve) > 1/s THEN runWorkflow(train)'), [
      ['unexpected', 'stands behind IF'],
    ]);
  });

  it('that do not exist', () => {
    expectMessages(batch('param x : «Strng» = "a"\nexecutor step { image "a:1" }'), [
      ['unknown-type', 'did you mean String?'],
    ]);
  });

  it('of constraints and of connectives', () => {
    expectMessages(when('«1 + 1»'), ['constraint-type']);
    expectMessages(when('«1» and true'), ['wrong-type']);
    expectMessages(when('not «3»'), ['wrong-type']);
  });

  it('of fields', () => {
    expectMessages(batch('param d : Dataset\nexecutor step { image "a:1"  args { x: d.«rn» } }'), [
      ['unknown-field', 'did you mean run?'],
    ]);
    expectMessages(batch('executor step { image "a:1"  resources { «memry»: 4Gi } }'), [
      ['unknown-field', 'did you mean memory?'],
    ]);
    expectMessages(
      batch(
        'executor a { image "a:1"  output o : Path at "/x" }\nexecutor b after a { image "a:1"  args { x: a.«oo» } }',
      ),
      [['unknown-field', 'did you mean o?']],
    );
  });

  it('in a text, with the name of what has one', () => {
    expectMessages(strategy('WHEN every 1h THEN notify(secret alerts.url, "«${serve}» is slow")'), [
      ['wrong-type', 'did you mean serve.name?'],
    ]);
  });

  it('of secrets', () => {
    expectMessages('platform p { artifacts s3 "s3://b" { credentials: «"top"» } }', [
      ['secret-as-text', 'secret scanflow-secret'],
    ]);
    expectMessages(batch('executor step { image "a:1"  args { x: "«${secret top}»" } }'), ['secret-in-text']);
    expectMessages(batch('executor step { image "a:1"  args { x: «secret top» } }'), ['bad-argument-value']);
    const { diagnostics } = expectMessages(batch('executor step { image "a:1"  env { «API_TOKEN»: "hunter2" } }'), [
      'plain-secret',
    ]);
    expect(diagnostics[0]?.message).not.toContain('hunter2');
  });

  it('of windows', () => {
    expectMessages(when('«logged-sum("a", experiment: "b")» > 1'), [['window-missing', 'since last fired']]);
    expectMessages(when('«request-rate(serve)» over 5m > 1/s'), ['window-needless']);
    expectMessages(when('logged-sum("a", experiment: "b") over «5» > 1'), ['wrong-unit']);
    expectMessages(
      when('logged-sum("a", experiment: "b") over 1h > 1 and logged-sum("a", experiment: "b") since last fired > 2'),
      [],
    );
  });

  it('of sensors that are defined by themselves', () => {
    expectMessages(app('sensor «a» = b\nsensor b = a'), ['sensor-circle']);
  });

  it('of params that are defined by themselves', () => {
    expectMessages(app('param «a» : Int = a + 1'), ['param-circle']);
    expectMessages(app('param «a» : Int = b\nparam b : Int = a'), ['param-circle']);
    expectMessages(app('param «a» : String = "${a}"'), ['param-circle']);
    expectMessages(app('param «a» : Number = s\nsensor s = a'), ['param-circle']);
  });

  it('of versions', () => {
    expectMessages(when('«serve»@production == "x"'), ['version-of-nothing']);
    expectMessages(online('service s : model { server tensorflow  model «cnn» }'), [['wrong-type', 'which version?']]);
  });

  it('of lists', () => {
    expectMessages(batch('executor step { image "a:1"  command ["python", «3»] }'), [
      ['wrong-type', 'quotation marks'],
    ]);
    expectMessages(app('sensor x = [1, «"a"»]'), ['wrong-type']);
  });

  it('of arguments', () => {
    expectMessages(when('request-rate(serve, ovr: 5m) > 1/s'.replace('ovr', '«ovr»')), [
      ['unknown-argument', 'did you mean over?'],
    ]);
    expectMessages(when('«request-rate()» > 1/s'), [['missing-argument', 'add of']]);
    expectMessages(when('request-rate(serve, 1h, «2h») > 1/s'), ['too-many-arguments']);
    expectMessages(when('request-rate(serve, «of: serve») > 1/s'), ['duplicate-argument']);
    expectMessages(when('request-rate(«train») > 1/s'), ['wrong-type']);
    expectMessages(when('«serve»() > 1'), ['not-callable']);
  });

  it('of queries that are not PromQL', () => {
    const own = (query: string): string =>
      app(`sensor load : Rate from prometheus { query: ${query}, unit: 1/s }
workflow train : batch { executor step { image "a:1" } }
agent a { strategy s { WHEN every 1h IF load > 1/s THEN runWorkflow(train) } }`);
    expectMessages(own('«"sum(rate(x[5m])"»'), ['bad-promql']);
    expectMessages(own('"sum(rate(x[5m]))"'), []);
    expectMessages(own('«"x[5m]"»'), ['bad-promql']);
    expectMessages(own('«"\\"x\\""»'), ['bad-promql']);
    expectMessages(app('sensor load : Rate from prometheus { query: "x", unit: «1s» }'), ['wrong-unit']);
    expectMessages(app('sensor load : Rate from «prometeus» { query: "x", unit: 1/s }'), [
      ['unknown-variant', 'did you mean prometheus?'],
    ]);
    expectMessages(app('sensor load : Rate from prometheus «{ query: "x" }»'), ['missing-field']);
    expectMessages(app('sensor load : Rate from mlflow { take: «summ» }'), [['unknown-word', 'did you mean sum?']]);
  });
});
