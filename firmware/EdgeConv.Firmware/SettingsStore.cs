using System;
using System.IO;
using EdgeConv.Link;

namespace EdgeConv.Firmware
{
    /// <summary>
    /// Keeps settings through a restart, in two files on the board's internal drive. Each holds a number, a checksum and the settings; the
    /// higher number counts. A save writes the older file whole, closes it and reads it back: littlefs commits when a file is closed, so a
    /// power cut at any moment leaves the other file as it was.
    /// </summary>
    public sealed class SettingsStore
    {
        private const int HeadBytes = 8, MaxBytes = 4096;

        private static readonly string[] s_files = { "I:\\settings-a.txt", "I:\\settings-b.txt" };

        private int _newest = -1;
        private uint _number;

        /// <summary>What was wrong with the last load or save; null where nothing was.</summary>
        public string Fault { get; private set; }

        /// <summary>The settings saved last. The defaults where none were saved, or none can be read.</summary>
        public Settings Load()
        {
            Settings newest = new Settings();
            bool isDamaged = false;
            Fault = null;
            for (int i = 0; i < s_files.Length; i++)
            {
                byte[] file = Read(s_files[i]);
                if (file == null) continue;
                uint number = 0;
                Settings settings = file.Length >= HeadBytes ? Decode(file, out number) : null;
                if (settings == null) isDamaged = true;
                else if (_newest < 0 || (int)(number - _number) > 0)
                {
                    newest = settings;
                    _newest = i;
                    _number = number;
                }
            }
            if (_newest < 0 && isDamaged) Fault = "the saved settings are damaged: defaults";
            return newest;
        }

        /// <summary>Saves settings. False, with the reason in <see cref="Fault"/>, where they cannot be kept.</summary>
        public bool Save(Settings settings)
        {
            string lines = settings.Lines();
            byte[] file = new byte[HeadBytes + lines.Length];
            int older = _newest == 0 ? 1 : 0;
            uint number = _number + 1;
            Put(file, 0, number);
            for (int i = 0; i < lines.Length; i++) file[HeadBytes + i] = (byte)lines[i];
            Put(file, 4, Checksum(file));
            Fault = null;
            try
            {
                using (var stream = new FileStream(s_files[older], FileMode.Create)) stream.Write(file, 0, file.Length);
                byte[] back = Read(s_files[older]);
                bool isSame = back != null && back.Length == file.Length;
                for (int i = 0; isSame && i < file.Length; i++) isSame = back[i] == file[i];
                if (isSame)
                {
                    _newest = older;
                    _number = number;
                    return true;
                }
                Fault = "the drive I: gives back something else than was written";
            }
            catch (Exception e)
            {
                Fault = "the drive I: cannot be written: " + e.Message;
            }
            return false;
        }

        // Null where there is no such file, or no drive.
        private static byte[] Read(string path)
        {
            try
            {
                if (!File.Exists(path)) return null;
                using (var stream = new FileStream(path, FileMode.Open, FileAccess.Read))
                {
                    byte[] file = new byte[stream.Length < MaxBytes ? (int)stream.Length : MaxBytes];
                    int at = 0, got = 1;
                    for (; at < file.Length && got > 0; at += got) got = stream.Read(file, at, file.Length - at);
                    return at == file.Length ? file : new byte[0];
                }
            }
            catch (Exception)
            {
                return null;
            }
        }

        private static Settings Decode(byte[] file, out uint number)
        {
            number = Get(file, 0);
            if (Get(file, 4) != Checksum(file)) return null;
            char[] lines = new char[file.Length - HeadBytes];
            for (int i = 0; i < lines.Length; i++) lines[i] = (char)file[HeadBytes + i];
            var settings = new Settings();
            try
            {
                settings.SetLines(new string(lines));
                return settings;
            }
            catch (ArgumentException)
            {
                // Written by a firmware with other settings.
                return null;
            }
        }

        // Of the number and the settings.
        private static uint Checksum(byte[] file) =>
            Crc32.Append(Crc32.Append(0, file, 0, 4), file, HeadBytes, file.Length - HeadBytes);

        private static void Put(byte[] file, int at, uint value)
        {
            for (int i = 0; i < 4; i++) file[at + i] = (byte)(value >> (8 * i));
        }

        private static uint Get(byte[] file, int at) =>
            (uint)file[at] | (uint)file[at + 1] << 8 | (uint)file[at + 2] << 16 | (uint)file[at + 3] << 24;
    }
}
