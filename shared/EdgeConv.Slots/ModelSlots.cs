using System;
using EdgeConv.Link;
using EdgeConv.Models;

namespace EdgeConv.Slots
{
    /// <summary>
    /// Two slots for models on the board's drive, and what is known of each. A model goes into the slot that is not the one confirmed
    /// last, so that a model that has proved itself is never written over. Each change of the state is on the drive when the call returns.
    /// </summary>
    public sealed class ModelSlots
    {
        /// <summary>Number of slots.</summary>
        public const int Count = 2;

        /// <summary>In place of a slot: the model that is built in, or none.</summary>
        public const int None = -1;

        /// <summary>So many starts without a passed self-test put a model aside.</summary>
        public const int MaxAttempts = 3;

        /// <summary>Maximum number of bytes of a model's name.</summary>
        public const int MaxNameBytes = 24;

        /// <summary>Bytes of a transfer that go to the drive at once. What is there survives a power cut.</summary>
        public const int PieceBytes = 4096;

        /// <summary>
        /// Maximum number of bytes of a model: both slots fit 256 KB, the drive of every image for 4 MB of flash, less twelve blocks of
        /// 4 KB for settings, state and the file system. The drive itself does not tell its size.
        /// </summary>
        public const int MaxBytes = (256 - 12 * 4) * 1024 / Count;

        // Version of the state's bytes, and how many one slot has without its name.
        private const int Version = 1, SlotHeadBytes = 11, HeadBytes = 3;

        private readonly object _lock = new object();
        private readonly IDrive _drive;
        private readonly TwinFile _file;
        private readonly int[] _lengths = new int[Count], _attempts = new int[Count], _states = new int[Count];
        private readonly uint[] _crcs = new uint[Count];
        private readonly string[] _names = new string[] { "", "" };

        // Bytes of the transfer under way that are not on the drive yet.
        private byte[] _piece;
        private int _filled;

        /// <summary>Reads the state from the drive; where there is none, both slots are empty.</summary>
        /// <param name="drive">The board's drive.</param>
        public ModelSlots(IDrive drive)
        {
            _drive = drive;
            _file = new TwinFile(drive, "model", ".bin", HeadBytes + Count * (SlotHeadBytes + MaxNameBytes));
            byte[] state = _file.Load();
            if (state != null) Decode(state);
            else if (_file.IsDamaged) Fault = "the state of the models is damaged: the built-in one runs";
        }

        /// <summary>What was wrong with the state on the drive; null where nothing was.</summary>
        public string Fault { get; }

        /// <summary>RAM that a model may take, see <see cref="PackedModel.RequiredBytes"/>.</summary>
        public int RamBudget { get; set; }

        /// <summary>The slot confirmed last, or <see cref="None"/>.</summary>
        public int Confirmed { get; private set; } = None;

        /// <summary>The slot on trial, or <see cref="None"/>.</summary>
        public int Trial { get; private set; } = None;

        /// <summary>The slot that takes the model under way, or <see cref="None"/>.</summary>
        public int Receiving { get; private set; } = None;

        /// <summary>Offset of the byte that the transfer under way waits for.</summary>
        public int Received { get; private set; }

        /// <summary>A <see cref="SlotState"/>.</summary>
        /// <param name="slot">0 or 1.</param>
        public int StateOf(int slot) => _states[slot] != SlotState.Stored ? _states[slot] : slot == Trial ? SlotState.OnTrial
            : slot == Confirmed ? SlotState.Confirmed : SlotState.Stored;

        /// <summary>Whether a slot holds a whole model that may be loaded.</summary>
        /// <param name="slot">0 or 1.</param>
        public bool IsReady(int slot) => _states[slot] == SlotState.Stored;

        /// <summary>Bytes of a slot's model.</summary>
        /// <param name="slot">0 or 1.</param>
        public int LengthOf(int slot) => _lengths[slot];

        /// <summary>CRC-32 of a slot's model: the last four bytes of its file.</summary>
        /// <param name="slot">0 or 1.</param>
        public uint CrcOf(int slot) => _crcs[slot];

        /// <summary>Name of a slot's model.</summary>
        /// <param name="slot">0 or 1.</param>
        public string NameOf(int slot) => _names[slot];

        /// <summary>The file of a slot's model.</summary>
        /// <param name="slot">0 or 1.</param>
        public IModelSource Open(int slot)
        {
            if (_drive.Length(FileOf(slot)) != _lengths[slot]) throw new ModelFormatException("its file has another length");
            return new SlotFile(_drive, FileOf(slot), _lengths[slot]);
        }

        /// <summary>Bytes of a slot's file as they are on the drive.</summary>
        /// <param name="slot">0 or 1.</param>
        /// <param name="offset">First byte.</param>
        /// <param name="buffer">Receives them.</param>
        /// <returns>How many; 0 at the end, and where there is no file.</returns>
        public int Read(int slot, int offset, byte[] buffer)
        {
            int left = _drive.Length(FileOf(slot)) - offset;
            return left > 0 ? _drive.Read(FileOf(slot), offset, buffer, left < buffer.Length ? left : buffer.Length) : 0;
        }

        /// <summary>
        /// Begins a transfer, or goes on with the one of the same model that was cut off: see <see cref="Receiving"/> and
        /// <see cref="Received"/>. Gives the reason where the board refuses it, else null.
        /// </summary>
        /// <param name="length">Bytes of the model.</param>
        /// <param name="crc">Its CRC-32: the last four bytes of its file.</param>
        /// <param name="name">Its name, of which 24 bytes are kept.</param>
        public string Begin(int length, uint crc, string name)
        {
            if (length < 4 || length > MaxBytes)
                return "a model of " + length.ToString() + " bytes; a slot holds at most " + MaxBytes.ToString();
            lock (_lock)
            {
                int slot = Confirmed == 0 ? 1 : 0;
                try
                {
                    _piece = new byte[PieceBytes];
                    _filled = 0;
                    Receiving = slot;
                    Received = _drive.Length(FileOf(slot));
                    bool goesOn = Received >= 0 && Received <= length && _lengths[slot] == length && _crcs[slot] == crc;
                    if (!goesOn)
                    {
                        // First the file: a state that tells of the new model over the old one's bytes would make the transfer go on from
                        // these.
                        _drive.Write(FileOf(slot), _piece, 0, false);
                        Received = 0;
                    }
                    _lengths[slot] = length;
                    _crcs[slot] = crc;
                    _names[slot] = name.Length > MaxNameBytes ? name.Substring(0, MaxNameBytes) : name;
                    if (slot == Trial) Trial = None;
                    return SetState(slot, SlotState.Receiving);
                }
                catch (Exception e)
                {
                    return Abandon(e);
                }
            }
        }

        /// <summary>
        /// Takes bytes of the transfer under way; those that are not the next ones are passed over. Gives the reason where they cannot be
        /// kept, else null.
        /// </summary>
        /// <param name="offset">Offset of the first in the model's file.</param>
        /// <param name="bytes">The bytes.</param>
        public string Append(int offset, byte[] bytes)
        {
            lock (_lock)
            {
                if (_piece == null) return "no model is under way: begin again";
                if (offset != Received) return null;
                int slot = Receiving;
                if (bytes.Length > _lengths[slot] - Received) return "more bytes than the model has";
                try
                {
                    for (int i = 0; i < bytes.Length; i++)
                    {
                        _piece[_filled++] = bytes[i];
                        Received++;
                        if (_filled < PieceBytes && Received < _lengths[slot]) continue;
                        _drive.Write(FileOf(slot), _piece, _filled, true);
                        _filled = 0;
                    }
                    return null;
                }
                catch (Exception e)
                {
                    return Abandon(e);
                }
            }
        }

        /// <summary>
        /// Ends the transfer: checks the model as a whole, and puts it on trial from the next start on. Gives the reason where the board
        /// refuses it, else null.
        /// </summary>
        public string End()
        {
            lock (_lock)
            {
                // Asked again because the answer was lost.
                if (_piece == null && Receiving != None && Receiving == Trial) return null;
                if (_piece == null) return "no model is under way: begin again";
                int slot = Receiving;
                if (Received < _lengths[slot])
                    return Received.ToString() + " of " + _lengths[slot].ToString() + " bytes have come";
                _piece = null;
                string fault = Check(slot);
                if (fault != null)
                {
                    // Sent again, it begins at its first byte.
                    _lengths[slot] = 0;
                    SetState(slot, SlotState.Empty);
                    return fault;
                }
                _states[slot] = SlotState.Stored;
                return Try(slot);
            }
        }

        /// <summary>
        /// Puts a slot's model on trial from the next start on, also one that was put aside. Gives the reason where that cannot be, else
        /// null.
        /// </summary>
        /// <param name="slot">0 or 1.</param>
        public string Try(int slot)
        {
            lock (_lock)
            {
                if (_states[slot] != SlotState.Stored && _states[slot] != SlotState.PutAside) return "the slot holds no whole model";
                Trial = slot;
                _attempts[slot] = 0;
                return SetState(slot, SlotState.Stored);
            }
        }

        /// <summary>
        /// Notes that a slot's model is about to be loaded. False where so many starts before did not get through that it is put aside
        /// instead.
        /// </summary>
        /// <param name="slot">0 or 1.</param>
        public bool Attempt(int slot)
        {
            lock (_lock)
            {
                if (_attempts[slot] >= MaxAttempts) return false;
                _attempts[slot]++;
                Save();
                return true;
            }
        }

        /// <summary>Notes that a slot's model has passed its self-test.</summary>
        /// <param name="slot">0 or 1.</param>
        public void Pass(int slot)
        {
            lock (_lock)
            {
                _attempts[slot] = 0;
                Save();
            }
        }

        /// <summary>Notes that a slot's model did not pass.</summary>
        /// <param name="slot">0 or 1.</param>
        public void PutAside(int slot)
        {
            lock (_lock)
            {
                if (Trial == slot) Trial = None;
                if (Confirmed == slot) Confirmed = None;
                _attempts[slot] = 0;
                SetState(slot, SlotState.PutAside);
            }
        }

        /// <summary>Notes that a slot's model has proved itself. Gives the reason where the drive cannot keep that, else null.</summary>
        /// <param name="slot">0 or 1.</param>
        public string Confirm(int slot)
        {
            lock (_lock)
            {
                if (Trial == slot) Trial = None;
                Confirmed = slot;
                return SetState(slot, SlotState.Stored);
            }
        }

        /// <summary>Ends a trial: from the next start on, the model confirmed last runs.</summary>
        public void EndTrial()
        {
            lock (_lock)
            {
                if (Trial == None) return;
                Trial = None;
                Save();
            }
        }

        private static string FileOf(int slot) => slot == 0 ? "a.ecm" : "b.ecm";

        private string Check(int slot)
        {
            try
            {
                IModelSource file = Open(slot);
                long needed = PackedModel.Measure(file);
                if (needed > RamBudget)
                    return "the model needs " + needed.ToString() + " bytes of RAM, " + RamBudget.ToString() + " are free for it";
                byte[] crc = new byte[4];
                if (file.Read(file.Length - 4, crc, 4) == 4 && BitConverter.ToUInt32(crc, 0) == _crcs[slot]) return null;
                return "the model's CRC is another than was announced";
            }
            catch (Exception e)
            {
                return "the model is damaged: " + e.Message;
            }
        }

        private string Abandon(Exception e)
        {
            _piece = null;
            return "the drive I: cannot be written: " + e.Message;
        }

        private string SetState(int slot, int state)
        {
            _states[slot] = state;
            return Save() ? null : _file.Fault;
        }

        private bool Save()
        {
            byte[] state = new byte[HeadBytes + Count * SlotHeadBytes + _names[0].Length + _names[1].Length];
            int at = 0;
            state[at++] = Version;
            state[at++] = (byte)(Confirmed + 1);
            state[at++] = (byte)(Trial + 1);
            for (int slot = 0; slot < Count; slot++)
            {
                state[at++] = (byte)_states[slot];
                state[at++] = (byte)_attempts[slot];
                Array.Copy(BitConverter.GetBytes(_lengths[slot]), 0, state, at, 4);
                Array.Copy(BitConverter.GetBytes(_crcs[slot]), 0, state, at + 4, 4);
                state[at + 8] = (byte)_names[slot].Length;
                at += 9;
                for (int i = 0; i < _names[slot].Length; i++) state[at++] = (byte)_names[slot][i];
            }
            return _file.Save(state);
        }

        // Its checksum was right: what is in it was written by Save, of this version or another.
        private void Decode(byte[] state)
        {
            if (state[0] != Version) return;
            Confirmed = state[1] - 1;
            Trial = state[2] - 1;
            for (int slot = 0, at = HeadBytes; slot < Count; slot++)
            {
                _states[slot] = state[at];
                _attempts[slot] = state[at + 1];
                _lengths[slot] = BitConverter.ToInt32(state, at + 2);
                _crcs[slot] = BitConverter.ToUInt32(state, at + 6);
                char[] name = new char[state[at + 10]];
                at += SlotHeadBytes;
                for (int i = 0; i < name.Length; i++) name[i] = (char)state[at++];
                _names[slot] = new string(name);
            }
        }
    }
}
