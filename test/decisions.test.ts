import { readFileSync, readdirSync } from 'node:fs';
import { expect, it } from 'vitest';

const FOLDER = 'src/decisions';
const STATUS = /^(accepted|superseded by \d+)(, (amended by|amends|supersedes) \d+( and \d+)*)*$/;

const decisions = readdirSync(FOLDER)
  .filter((file) => file !== 'README.md')
  .sort()
  .map((file) => {
    const [title = '', , status = ''] = readFileSync(`${FOLDER}/${file}`, 'utf8').split('\n');
    return { file, title: title.replace(/^# /, ''), status: status.replace(/^Status: (.*)\.$/, '$1') };
  });

/** Pairs of decisions by their numbers: the one that says so, and the other. */
const related = (relation: string): [number, number][] =>
  decisions.flatMap(({ title, status }) =>
    [...status.matchAll(new RegExp(`${relation} (\\d+(?: and \\d+)*)`, 'g'))].flatMap(([, others = '']) =>
      others.split(' and ').map((other): [number, number] => [Number.parseInt(title, 10), Number(other)]),
    ),
  );

it('decisions are numbered one after the other, and each has a status', () => {
  decisions.forEach(({ file, title, status }, index) => {
    expect(file).toMatch(new RegExp(`^${String(index + 1).padStart(4, '0')}-[a-z0-9-]+\\.md$`));
    expect(title).toMatch(new RegExp(`^${String(index + 1)}\\. `));
    expect(status, file).toMatch(STATUS);
  });
});

it.each([
  ['amended by', 'amends'],
  ['superseded by', 'supersedes'],
])('where one is %s another, that one says so too', (by, does) => {
  const inverse = related(does).map(([later, earlier]): [number, number] => [earlier, later]);
  expect(inverse.sort()).toEqual(related(by).sort());
});

it('the index has a line for each', () => {
  const lines = readFileSync(`${FOLDER}/README.md`, 'utf8')
    .split('\n')
    .filter((line) => line.startsWith('- '));
  expect(lines).toEqual(decisions.map(({ file, title, status }) => `- [${title}](${file}): ${status}`));
});
