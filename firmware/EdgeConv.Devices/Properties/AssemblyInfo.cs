using System.Reflection;

[assembly: AssemblyTitle("EdgeConv.Devices, drivers of sensors and cameras")]
[assembly: AssemblyProduct("EdgeConv")]
[assembly: AssemblyCopyright("Copyright (c) 2026 The EdgeConv contributors")]
[assembly: AssemblyVersion("0.1.0.0")]
[assembly: AssemblyFileVersion("0.1.0.0")]
[assembly: AssemblyInformationalVersion("0.1.0")]
