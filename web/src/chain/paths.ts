// Addresses of this module's pages.
export const targetsPath = (node: string) => `/chain/targets?node=${encodeURIComponent(node)}`;
export const mapPath = (node: string) => `/chain/map?node=${encodeURIComponent(node)}&focus=${encodeURIComponent(node)}`;
export const leadPath = (node: string) => `/project/new?node=${encodeURIComponent(node)}`;
