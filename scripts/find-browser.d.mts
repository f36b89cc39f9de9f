export declare const BROWSER_FLAGS: readonly string[];
export declare function findBrowser(options?: { install?: boolean }): Promise<{ path: string; how: string }>;
export declare function canInstallPackages(): boolean;
export declare function installPackages(names: readonly string[]): boolean;
export declare function onPath(command: string): string | null;
