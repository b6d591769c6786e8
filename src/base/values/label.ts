/**
 * The most characters of a DNS label (RFC 1035), as most names in a cluster are, and of the name and the value of a label of
 * Kubernetes.
 */
export const LABEL_LENGTH = 63;
