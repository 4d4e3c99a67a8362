using System;
using System.Reflection;
using System.Runtime.Loader;

namespace EdgeConv.Firmware.Fakes
{
    /// <summary>Sensor, drive, line and network of a virtual board.</summary>
    public sealed class VirtualBoardParts
    {
        /// <summary>Returns the bytes that came over the serial line since the last call, at most the given number.</summary>
        public Func<int, byte[]> Receive { get; set; } = max => new byte[0];

        /// <summary>Takes bytes that the board sends over the serial line: buffer, offset, count.</summary>
        public Action<byte[], int, int> Send { get; set; } = (buffer, offset, count) => { };

        /// <summary>
        /// Returns the frame of its AMG88xx at a time in microseconds since the start: 64 temperatures in quarters of a degree, row by row;
        /// null while the sensor is unplugged. The function is null for a board without this sensor.
        /// </summary>
        public Func<long, short[]> Frame { get; set; }

        /// <summary>
        /// Returns the sample of its MPU-6050 at a time in microseconds since the start: x, y and z, where 16384 is 1 g; null while the
        /// sensor is unplugged. The function is null for a board without this sensor.
        /// </summary>
        public Func<long, short[]> Acceleration { get; set; }

        /// <summary>
        /// Returns the frame of its MLX90640 at a time in microseconds since the start: 24 rows of 32 temperatures in hundredths of a
        /// degree; null while the sensor is unplugged. The function is null for a board without this sensor.
        /// </summary>
        public Func<long, short[]> Temperatures { get; set; }

        /// <summary>
        /// Returns what its Arducam Mega sees at a time in microseconds since the start: a square image of gray values, 0 to 255, row by
        /// row; null while the camera is unplugged. The function is null for a board without this camera.
        /// </summary>
        public Func<long, short[]> Image { get; set; }

        /// <summary>Folder that serves as its drive; null for a temporary one that is deleted with the board.</summary>
        public string Storage { get; set; }

        /// <summary>Settings for each start in addition to those on its drive, one KEY=VALUE per line; or null.</summary>
        public string Settings { get; set; }

        /// <summary>Address of its network.</summary>
        public System.Net.IPAddress Listen { get; set; } = System.Net.IPAddress.Loopback;

        /// <summary>Whether its debug output is printed.</summary>
        public bool ShowsLog { get; set; }

        /// <summary>Called with each new duty of an output: microseconds since the start, GPIO, and duty in 1/10000.</summary>
        public Action<long, int, int> OnDuty { get; set; } = (microseconds, pin, duty) => { };
    }

    /// <summary>
    /// A board without hardware: runs the firmware's own classes, beginning with Main, in real time with fakes of the chip's drivers. Each
    /// start runs in its own load context, so that only the drive survives a restart.
    /// </summary>
    public sealed class VirtualBoard : IDisposable
    {
        private readonly VirtualBoardParts _parts;
        private readonly System.Threading.Thread _thread;
        private readonly string _temporary;
        private volatile bool _isOff;

        /// <summary>Starts a board.</summary>
        public VirtualBoard(VirtualBoardParts parts)
        {
            _parts = parts;
            if (parts.Storage == null) parts.Storage = _temporary = System.IO.Directory.CreateTempSubdirectory("edgeconv-board-").FullName;
            _thread = new System.Threading.Thread(Run) { IsBackground = true };
            _thread.Start();
        }

        /// <summary>Number of starts so far.</summary>
        public int Starts { get; private set; }

        /// <summary>Cuts the power of the board and waits until it has ended.</summary>
        public void Dispose()
        {
            if (_isOff) return;
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
                    now, isOff, _parts.Receive, _parts.Send, _parts.Frame, _parts.Acceleration, _parts.Temperatures,
                    _parts.Image, _parts.Storage, _parts.ShowsLog, _parts.OnDuty, _parts.Settings, _parts.Listen,
                });
                context.Unload();
            }
        }
    }
}
