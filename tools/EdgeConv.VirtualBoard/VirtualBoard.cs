using System;
using System.Reflection;
using System.Runtime.Loader;

namespace EdgeConv.Firmware.Fakes
{
    /// <summary>What a virtual board is connected to.</summary>
    public sealed class VirtualBoardParts
    {
        /// <summary>Takes what came over the serial line since, at most so many bytes.</summary>
        public Func<int, byte[]> Receive { get; set; } = max => new byte[0];

        /// <summary>The board sends bytes over the serial line: buffer, offset, count.</summary>
        public Action<byte[], int, int> Send { get; set; } = (buffer, offset, count) => { };

        /// <summary>
        /// What an AMG88xx sees at a time, in microseconds since the power came: 64 temperatures in quarters of a degree, row by row; null
        /// while it is unplugged. Null for a board without one.
        /// </summary>
        public Func<long, short[]> Frame { get; set; }

        /// <summary>
        /// What an MPU-6050 measures at a time, in microseconds since the power came: x, y and z, where 16384 is 1 g; null while it is
        /// unplugged. Null for a board without one.
        /// </summary>
        public Func<long, short[]> Acceleration { get; set; }

        /// <summary>The folder that is its drive; null for one that goes with the board.</summary>
        public string Storage { get; set; }

        /// <summary>Settings that it has at each start, KEY=VALUE a line, beside those of its drive; or null.</summary>
        public string Settings { get; set; }

        /// <summary>The address its network has.</summary>
        public System.Net.IPAddress Listen { get; set; } = System.Net.IPAddress.Loopback;

        /// <summary>Whether its debug output is shown.</summary>
        public bool ShowsLog { get; set; }

        /// <summary>Called with each duty that an output has: microseconds since the power came, GPIO, duty in 1/10000.</summary>
        public Action<long, int, int> OnDuty { get; set; } = (microseconds, pin, duty) => { };
    }

    /// <summary>
    /// A board without hardware: the firmware's own classes, Main and all, over fakes of the chip's drivers, in real time. Each start runs
    /// in a load context of its own, so that nothing survives a restart but the drive.
    /// </summary>
    public sealed class VirtualBoard : IDisposable
    {
        private readonly VirtualBoardParts _parts;
        private readonly System.Threading.Thread _thread;
        private readonly string _temporary;
        private volatile bool _isOff;

        /// <summary>Switches a board on.</summary>
        public VirtualBoard(VirtualBoardParts parts)
        {
            _parts = parts;
            if (parts.Storage == null) parts.Storage = _temporary = System.IO.Directory.CreateTempSubdirectory("edgeconv-board-").FullName;
            _thread = new System.Threading.Thread(Run) { IsBackground = true };
            _thread.Start();
        }

        /// <summary>Number of starts so far.</summary>
        public int Starts { get; private set; }

        /// <summary>Cuts its power.</summary>
        public void Dispose()
        {
            _isOff = true;
            _thread.Join();
            if (_temporary != null) System.IO.Directory.Delete(_temporary, true);
        }

        private void Run()
        {
            var time = System.Diagnostics.Stopwatch.StartNew();
            Func<long> now = () => time.ElapsedTicks * 1000000 / System.Diagnostics.Stopwatch.Frequency + 1;
            while (!_isOff)
            {
                Starts++;
                var context = new AssemblyLoadContext("board", isCollectible: true);
                Assembly firmware = context.LoadFromAssemblyPath(typeof(VirtualBoard).Assembly.Location);
                MethodInfo run = firmware.GetType(typeof(VirtualChip).FullName).GetMethod(nameof(VirtualChip.Run));
                Func<bool> isOff = () => _isOff;
                run.Invoke(null, new object[]
                {
                    now, isOff, _parts.Receive, _parts.Send, _parts.Frame, _parts.Acceleration, _parts.Storage,
                    _parts.ShowsLog, _parts.OnDuty, _parts.Settings, _parts.Listen,
                });
                context.Unload();
            }
        }
    }
}
