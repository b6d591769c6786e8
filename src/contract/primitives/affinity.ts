/** Pods by the labels that they carry, and where they are. */
export interface PodSelector {
  readonly namespace: string;
  readonly labels: Readonly<Record<string, string>>;
}

/** Which other pods a pod is away from, and near to. */
export interface Neighbours {
  readonly away: readonly PodSelector[];
  readonly near: readonly PodSelector[];
  /** The label of nodes that tells places apart. */
  readonly topology: string;
  /** Otherwise it is a wish. */
  readonly required: boolean;
}

type PodTerm = {
  readonly labelSelector: { readonly matchLabels: Readonly<Record<string, string>> };
  /** Without them it is about the pod's own. */
  readonly namespaces?: readonly string[];
  readonly topologyKey: string;
};

type PodTerms = {
  readonly requiredDuringSchedulingIgnoredDuringExecution?: readonly PodTerm[];
  readonly preferredDuringSchedulingIgnoredDuringExecution?: readonly {
    readonly podAffinityTerm: PodTerm;
    readonly weight: number;
  }[];
};

/** The affinity of a pod as Kubernetes writes it. */
export type PodAffinity = {
  readonly podAffinity?: PodTerms;
  readonly podAntiAffinity?: PodTerms;
};

/** The highest weight of a wish. */
const WEIGHT = 100;

/** All of these together: a patch replaces whole lists, so that what an action adds is written with what was there before. */
export function affinityOf(all: readonly Neighbours[], namespace: string): PodAffinity {
  const podAffinity = termsOf(all, 'near', namespace);
  const podAntiAffinity = termsOf(all, 'away', namespace);
  return { ...(podAffinity ? { podAffinity } : {}), ...(podAntiAffinity ? { podAntiAffinity } : {}) };
}

function termsOf(all: readonly Neighbours[], which: 'away' | 'near', own: string): PodTerms | undefined {
  const found = all.flatMap((neighbours) =>
    neighbours[which].map(({ namespace, labels }) => ({
      required: neighbours.required,
      term: {
        labelSelector: { matchLabels: labels },
        ...(namespace === own ? {} : { namespaces: [namespace] }),
        topologyKey: neighbours.topology,
      },
    })),
  );
  if (found.length === 0) return undefined;
  const required = found.flatMap((one) => (one.required ? [one.term] : []));
  const wished = found.flatMap((one) => (one.required ? [] : [{ podAffinityTerm: one.term, weight: WEIGHT }]));
  return {
    ...(required.length > 0 ? { requiredDuringSchedulingIgnoredDuringExecution: required } : {}),
    ...(wished.length > 0 ? { preferredDuringSchedulingIgnoredDuringExecution: wished } : {}),
  };
}
