using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Threading;
using Microsoft.VisualStudio.TestTools.UnitTesting;

namespace EdgeConv.Firmware.Tests
{
    /// <summary>edgeconv as a program of its own, with a board at the other end of a pseudo-terminal meanwhile.</summary>
    public sealed class EdgeconvProgram : IDisposable
    {
        private const int MostSeconds = 60;

        private readonly Process _process;
        private readonly System.Threading.Tasks.Task<string> _output;
        private readonly System.Threading.Tasks.Task<string> _error;

        /// <summary>Starts it.</summary>
        public EdgeconvProgram(params string[] arguments)
        {
            // tests/EdgeConv.FirmwareTests/bin/CONFIGURATION/net10.0/
            string folder = AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar), framework = Path.GetFileName(folder), configuration = Path.GetFileName(Path.GetDirectoryName(folder));
            string program = Path.GetFullPath(Path.Combine(folder, "..", "..", "..", "..", "..", "tools", "EdgeConv.Cli", "bin", configuration, framework, "edgeconv.dll"));
            var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, RedirectStandardError = true };
            start.ArgumentList.Add(program);
            foreach (string argument in arguments) start.ArgumentList.Add(argument);
            _process = Process.Start(start);
            _output = _process.StandardOutput.ReadToEndAsync();
            _error = _process.StandardError.ReadToEndAsync();
        }

        /// <summary>What it printed, once it has ended.</summary>
        public string Output { get { return _output.Result; } }

        /// <summary>Its error line.</summary>
        public string Error { get { return _error.Result; } }

        /// <summary>How it ended.</summary>
        public int ExitCode { get { return _process.ExitCode; } }

        /// <summary>Whether it runs.</summary>
        public bool IsRunning { get { return !_process.HasExited; } }

        /// <summary>Lets the board work until the program has ended.</summary>
        /// <param name="step">A step of the board.</param>
        public EdgeconvProgram With(Action step)
        {
            var time = Stopwatch.StartNew();
            while (!_process.HasExited)
            {
                if (time.Elapsed.TotalSeconds > MostSeconds) Assert.Fail("edgeconv does not end");
                step();
                System.Threading.Thread.Sleep(1);
            }
            _process.WaitForExit();
            return this;
        }

        /// <summary>Asks it to end.</summary>
        public void Interrupt()
        {
            Process.Start("kill", new List<string> { "-TERM", _process.Id.ToString() }).WaitForExit();
        }

        /// <summary>Failed with one line.</summary>
        public void AssertFailed(string fragment)
        {
            Assert.AreEqual(1, ExitCode, Output + Error);
            Assert.HasCount(1, Error.TrimEnd().Split('\n'), Error);
            Assert.StartsWith("error: ", Error);
            Assert.Contains(fragment, Error);
        }

        /// <summary>Done.</summary>
        public void AssertDone()
        {
            Assert.AreEqual(0, ExitCode, Output + Error);
        }

        /// <inheritdoc/>
        public void Dispose()
        {
            if (!_process.HasExited) _process.Kill();
            _process.Dispose();
        }
    }
}
