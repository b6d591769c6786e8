/** Stands in for `node:child_process`, whose loading every start would pay for: no command starts another program. */
export default {
  spawn(): never {
    throw new Error('no command starts another program');
  },
};
