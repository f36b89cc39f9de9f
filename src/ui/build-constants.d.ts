/** URL of the icon sprite; put in by the build, empty in tests. */
declare const __ICONS_URL__: string;
