/** Firefox's sidebar, which the types of the extension API don't know. */
export interface Sidebar {
  open(): Promise<void>;
  toggle(): Promise<void>;
}

/** `undefined` in other browsers, and in Firefox on a phone. */
export const sidebar = (chrome as { sidebarAction?: Sidebar }).sidebarAction;
