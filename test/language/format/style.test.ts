import { describe, expect, it } from 'vitest';
import { format } from '../../../src/language/format/format.ts';
import { files } from './sources.ts';

const laidOut = (text: string, width?: number): string | undefined => format({ path: 'main.sflow', text }, width).text;

/** What a text becomes; it is indented here as the tests are. */
function expectStyle(before: string, after: string, width?: number): void {
  const dedent = (text: string): string => `${text.replace(/^\n/, '').trimEnd().replaceAll(/^ {6}/gm, '')}\n`;
  expect(laidOut(before, width)).toBe(dedent(after));
}

describe('clauses', () => {
  it('stand in columns', () => {
    expectStyle(
      'workflow w : batch { executor a {\nimage "a:1"\n\tresources {cpu:4,memory:8Gi}\n timeout    1h } }',
      `
      workflow w : batch {
        executor a {
          image     "a:1"
          resources { cpu: 4, memory: 8Gi }
          timeout   1h
        }
      }`,
    );
  });

  it('have columns for names and types', () => {
    expectStyle(
      `workflow w : batch {
        param model : ModelVersion = m@production
        param retrain : Bool = false
        param data : Dataset?
        executor a {
          image "a:1"
          output customers : Dataset at "/a" key "a/\${run}"
          output rows : Int from "/b" default 0
        }
      }`,
      `
      workflow w : batch {
        param model   : ModelVersion = m@production
        param retrain : Bool         = false
        param data    : Dataset?
        executor a {
          image  "a:1"
          output customers : Dataset at "/a" key "a/\${run}"
          output rows      : Int     from "/b" default 0
        }
      }`,
    );
  });

  it('are no neighbours across a blank line, of which there is at most one', () => {
    expectStyle(
      'platform p {\n\n  mesh istio { gateway: "g" }\n  // why\n  storage "nfs"\n\n\n\n  queues { a: { weight: 1 } }\n  labels {}\n\n}',
      `
      platform p {
        mesh    istio { gateway: "g" }
        // why
        storage "nfs"

        queues { a: { weight: 1 } }
        labels {}
      }`,
    );
  });

  it('on one line are two spaces apart, if they fit and were written so', () => {
    expectStyle(
      'model digits {registered "digits" better accuracy}\nmodel d { registered "d" better\naccuracy }\nmodel e {\n}',
      `
      model digits { registered "digits"  better accuracy }
      model d      { registered "d"  better accuracy }
      model e      {}`,
    );
    expectStyle(
      'model digits { registered "digits" better accuracy }\nmodel d { registered "d" better accuracy }',
      `
      model digits {
        registered "digits"
        better     accuracy
      }
      model d { registered "d"  better accuracy }`,
      45,
    );
  });

  it('of services have columns for roles, and steps none for bodies', () => {
    expectStyle(
      `workflow w : batch {
        executor a { image "a:1" }
        run b(n: 7) as deep after a
        executor c after deep, a { image "c:1" }
        finally d on failure { image "d:1" }
      }
      workflow s : online { service scale : transformer { image "a:1" }
        service predict : model { server sklearn model m@3 }
        graph scale->predict
      }`,
      `
      workflow w : batch {
        executor a { image "a:1" }
        run      b(n: 7) as deep after a
        executor c after deep, a { image "c:1" }
        finally  d on failure { image "d:1" }
      }
      workflow s : online {
        service scale   : transformer { image "a:1" }
        service predict : model       { server sklearn  model m@3 }
        graph scale -> predict
      }`,
    );
  });

  it('that are too long begin lines with words', () => {
    expectStyle(
      'workflow w : batch { executor modeling for n in trees, depth in [4, 8] after preprocess when preprocess.rows >= 1000 { image "a:1" } }',
      `
      workflow w : batch {
        executor modeling
          for n in trees, depth in [4, 8]
          after preprocess
          when preprocess.rows >= 1000 {
          image "a:1"
        }
      }`,
      80,
    );
  });
});

describe('strategies', () => {
  it('read like a table', () => {
    expectStyle(
      'agent a : planner { strategy s {\nWHEN every 1h or called go(x: Int) IF a > 1 THEN { promote(m@latest, to: production) upgradeWorkflow(w, model: m@latest) } } }',
      `
      agent a : planner {
        strategy s {
          WHEN every 1h or called go(x: Int)
          IF   a > 1
          THEN { promote(m@latest, to: production)  upgradeWorkflow(w, model: m@latest) }
        }
      }`,
    );
    expectStyle(
      'agent a { strategy s { WHEN every 1h THEN {\n one() two() } on failure { three() } } }',
      `
      agent a {
        strategy s {
          WHEN every 1h
          THEN {
            one()
            two()
          }
          on failure { three() }
        }
      }`,
    );
  });

  it('have modifiers before them and other outcomes behind', () => {
    expectStyle(
      `agent keeper : planner(inference) { state failures:Int=0
        strategy tune=template(a, by: 1%)
        strategy up { cooldown 6h limit 3 per 1d dry-run
          WHEN (every 1h from "a" until "b" jitter 5m or on training.succeeded) and called go() within 5m
          IF load rises above 20/s falls below 15/s for 5m THEN runWorkflow(w) retry 3 backoff 30s
          ELSE set failures=failures + 1
          when unknown notify("x")
          on failure { parallel { one() two() } } }
        strategy all { WHEN every 1h THEN parallel {
 one() two() } } }`,
      `
      agent keeper : planner(inference) {
        state failures : Int = 0
        strategy tune = template(a, by: 1%)
        strategy up {
          cooldown 6h
          limit    3 per 1d
          dry-run
          WHEN (every 1h from "a" until "b" jitter 5m or on training.succeeded) and called go() within 5m
          IF   load rises above 20/s falls below 15/s for 5m
          THEN runWorkflow(w) retry 3 backoff 30s
          ELSE set failures = failures + 1
          when unknown notify("x")
          on failure { parallel { one()  two() } }
        }
        strategy all {
          WHEN every 1h
          THEN parallel {
            one()
            two()
          }
        }
      }`,
    );
  });

  it('that are short may stand on a line', () => {
    expectStyle(
      'agent a {\n strategy one { WHEN every 1h IF x THEN go() }\nstrategy three { WHEN at "t" THEN { go() } } }',
      `
      agent a {
        strategy one   { WHEN every 1h  IF x  THEN go() }
        strategy three { WHEN at "t"  THEN { go() } }
      }`,
    );
  });

  it('go on in the column of what they say', () => {
    expectStyle(
      'agent a { strategy s { WHEN every 1h IF first over 1h > 1000 and second over 1h > 1000 THEN runWorkflow(training, retrain: true, data: picked-data) } }',
      `
      agent a {
        strategy s {
          WHEN every 1h
          IF   first over 1h > 1000
               and second over 1h > 1000
          THEN runWorkflow(
                 training,
                 retrain: true,
                 data:    picked-data,
               )
        }
      }`,
      50,
    );
  });
});

describe('lists', () => {
  it('take one line or several, as they were begun', () => {
    expectStyle(
      'sensor a = f({ a: 1\n b: [1,2,]\n}, x)\nsensor bc = f({\n a: 1, bcd: 2,\n e: "f"\n "g h": 3 }, x)',
      `
      sensor a  = f({ a: 1, b: [1, 2] }, x)
      sensor bc = f(
        {
          a: 1, bcd: 2,
          e:     "f",
          "g h": 3,
        },
        x,
      )`,
    );
  });

  it('that are too long have an item a line; single words fill lines', () => {
    expectStyle(
      'param p : List<Int> = [1000, 2000, 3000, 4000, 5000, 6000, 7000, 8000, 9000]\nsensor s(of: Online, over: Duration = 5m) : Rate from prometheus { query: "up", unit: 1/s }',
      `
      param p : List<Int> = [
        1000, 2000, 3000, 4000, 5000, 6000, 7000, 8000,
        9000,
      ]
      sensor s(of: Online, over: Duration = 5m) : Rate
        from prometheus { query: "up", unit: 1/s }`,
      50,
    );
  });
});

describe('values', () => {
  it('keep their brackets, numbers and strings', () => {
    const string = '"""\n   two   \n lines\\t"""';
    expect(laidOut(`param a:Number=((1_000+2)*-x)-(b)\nparam s:String=${string}\nparam t:List<List<Int>>?=none`)).toBe(
      `param a : Number           = ((1_000 + 2) * -x) - (b)
param s : String           = ${string}
param t : List<List<Int>>? = none
`,
    );
  });
});

describe('comments', () => {
  it('stay on their lines, and behind what they were behind', () => {
    expectStyle(
      `//first


      workflow w : batch {//of the brace
        // before
        timeout 1h // behind
        parallel 4    // also

        // last
      }
      // at the end`,
      `
      //first

      workflow w : batch {  //of the brace
        // before
        timeout  1h  // behind
        parallel 4   // also

        // last
      }
      // at the end`,
    );
  });

  it('in the midst of a clause break its line', () => {
    expectStyle(
      `model m // header
      { // brace
        registered // word
          "m"
      }
      sensor s = a // left
        + // operator
        b
      param p : List<Int> = [ // open
        1 // one
        , 2 // two
        // tail
      ]`,
      `
      model m {  // header
        // brace
        registered  // word
        "m"
      }
      sensor s = a  // left
        +  // operator
        b
      param p : List<Int> = [  // open
        1,  // one
        2,  // two
        // tail
      ]`,
    );
  });
});

describe('a text', () => {
  it('that has not the form of the language is refused', () => {
    const refused = format({ path: 'main.sflow', text: 'agent a {\n' });
    expect(refused.text).toBeUndefined();
    expect(refused).toMatchObject({ diagnostics: [{ name: 'unexpected' }] });
  });

  it('has line feeds, and keeps its byte order mark', () => {
    expect(laidOut('\ufeffmodel m {\r\n  registered "m"\r\n}\r\n')).toBe('\ufeffmodel m {\n  registered "m"\n}\n');
  });
});

it('all files of the repository have the style', () => {
  expect(files.filter(({ text }) => laidOut(text) !== text).map(({ path }) => path)).toEqual([]);
  expect(files.length).toBeGreaterThan(15);
});
