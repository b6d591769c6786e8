import type { BuildPlan, DeploymentPlan } from '../../plan/deployment-plan.ts';

interface File {
  readonly path: string;
  readonly text: string;
}

/** What `docker buildx bake` reads (docs/bake-reference.md of buildx). */
interface Bake {
  readonly variable: Readonly<Record<string, { readonly default: string }>>;
  readonly group: Readonly<Record<string, { readonly targets: readonly string[] }>>;
  readonly target: Readonly<Record<string, Target>>;
}

interface Target {
  readonly context: string;
  readonly 'dockerfile-inline': string;
  readonly tags: readonly string[];
}

/** The user that all our pods run as. */
const USER = '1000:1000';

/** The target of a build: the image's name without its registry and tag. */
const targetName = ({ image }: BuildPlan): string =>
  (image.split('/').at(-1) ?? image).replace(/[:@].*$/, '').replaceAll(/[^a-zA-Z0-9_-]/g, '-');

const dockerfile = ({ base, packages, context, origin }: BuildPlan): string =>
  [
    `# ${origin.text}`,
    `FROM ${base}`,
    'WORKDIR /app',
    ...(packages.length > 0 ? [`RUN pip install --no-cache-dir ${packages.join(' ')}`] : []),
    ...(context === undefined ? [] : ['COPY . /app']),
    `USER ${USER}`,
    '',
  ].join('\n');

/**
 * A Dockerfile for each image that is made from the sources, and one file that makes all of them: `docker buildx bake -f
 * dist/images/docker-bake.json`, in the folder of the sources or with SOURCE set to it. The Dockerfile also stands in that file,
 * since Docker looks for one below the folder that it copies.
 */
export function imageFiles({ teams }: DeploymentPlan): File[] {
  const builds = new Map(teams.flatMap((team) => team.builds.map((build) => [build.image, build] as const)));
  if (builds.size === 0) return [];
  const names = new Map<string, string>();
  const targets: Record<string, Target> = {};
  const files: File[] = [];
  for (const build of [...builds.values()].sort((a, b) => (a.image < b.image ? -1 : 1))) {
    const base = targetName(build);
    // Two versions of one image are made side by side.
    let name = base;
    for (let count = 2; names.has(name); count += 1) name = `${base}-${String(count)}`;
    names.set(name, build.image);
    const text = dockerfile(build);
    files.push({ path: `images/${name}/Dockerfile`, text });
    targets[name] = {
      context: build.context === undefined ? '${SOURCE}' : `\${SOURCE}/${build.context}`,
      'dockerfile-inline': text,
      tags: [build.image],
    };
  }
  const bake: Bake = {
    variable: { SOURCE: { default: '.' } },
    group: { default: { targets: [...names.keys()] } },
    target: targets,
  };
  return [...files, { path: 'images/docker-bake.json', text: `${JSON.stringify(bake, null, 2)}\n` }];
}
