using System.Reflection;
using System.Runtime.CompilerServices;

[assembly: AssemblyTitle("EdgeConv, the device library")]
[assembly: AssemblyProduct("EdgeConv")]
[assembly: AssemblyCopyright("Copyright (c) 2026 The EdgeConv contributors")]
[assembly: AssemblyVersion("0.1.0.0")]
[assembly: AssemblyFileVersion("0.1.0.0")]
[assembly: AssemblyInformationalVersion("0.1.0")]
#if EDGECONV_SIGNED
[assembly: InternalsVisibleTo("EdgeConv.Packed, PublicKey=" +
    "00240000048000009400000006020000002400005253413100040000010001008117c807bbbae95363df70433aea6667ec595691" +
    "bac7918022c4d33eebdb6e00ccff4c976c734207dcc43a01070cdeab5fe1844ef92e97494e95dbe919479101dda8fe394a86bc13" +
    "f22c96e2cb44dc325369abcb386bbcf075ae08343dc56f93d8748b9eddb7c751a8a7ddd35fc7e71d46dd59845fcdbaca1727662e" +
    "89f08cd9")]
#else
[assembly: InternalsVisibleTo("EdgeConv.Packed")]
#endif
