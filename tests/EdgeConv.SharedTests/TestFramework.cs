// The shared tests name nanoFramework's test framework, which is not there on the desktop: a global using of MSTest takes its place.
namespace nanoFramework.TestFramework;
