using System;
using EdgeConv.Link;
using EdgeConv.Models;
using EdgeConv.Slots;
using nanoFramework.TestFramework;

namespace EdgeConv.Tests
{
    [TestClass]
    public class SlotTests
    {
        private const int Budget = 200000;

        private static readonly PacketWriter s_question = new PacketWriter(PacketReader.MinPayload);
        private static readonly PacketWriter s_answer = new PacketWriter(PacketReader.MinPayload);
        private static readonly PacketReader s_reader = new PacketReader(PacketReader.MinPayload);

        /// <summary>All that a computer can ask of the slots, packet by packet.</summary>
        [TestMethod]
        public void AModelComesIsTestedAndConfirmed()
        {
            MemoryDrive drive = new MemoryDrive();
            SlotServer server = NewStart(drive);
            Assert.IsNull(server.Start.Load(server.Slots.Confirmed));
            byte[] file = SelfTestTests.File(SampleModel.NoiseTest);
            Send(server, file, "sample");
            SlotsPacket packet = Slots(server);
            Assert.AreEqual(SlotState.OnTrial, packet.States[0]);
            Assert.AreEqual(file.Length, packet.Lengths[0]);
            Assert.AreEqual("sample", packet.Names[0]);
            Assert.IsTrue(packet.Crcs[0] == BitConverter.ToUInt32(file, file.Length - 4));
            Assert.AreEqual(ModelSlots.MaxBytes, packet.MaxBytes);
            Assert.AreEqual(Budget, packet.RamBudget);

            // The file comes back byte for byte.
            for (int at = 0; at < file.Length; at += SlotServer.ChunkBytes)
            {
                s_question.Begin(PacketKind.ReadSlot, 1);
                s_question.Byte(0);
                s_question.Long((uint)at);
                Ask(server, PacketKind.SlotBytes);
                for (int i = 5; i < s_reader.PayloadLength; i++) Assert.AreEqual((int)file[at + i - 5], s_reader.Byte(i));
            }
            s_question.Begin(PacketKind.ReadSlot, 1);
            s_question.Byte(2);
            s_question.Long(0);
            Ask(server, PacketKind.Answer);

            server = NewStart(drive);
            PackedModel model = server.Start.Load(server.Slots.Confirmed);
            Assert.IsNotNull(model);
            packet = Slots(server);
            Assert.AreEqual(0, packet.Running);
            Assert.AreEqual(StartPhase.Passed, packet.Phase);
            Assert.IsTrue(packet.Tests > 0 && packet.Tested == packet.Tests);
            Assert.AreEqual("", packet.Reason);
            Assert.IsTrue(packet.Milliseconds < 600000);
            Assert.IsNull(server.Start.OnStep(SlotStart.ConfirmingSteps - 1, 0));
            Assert.AreEqual("model sample: confirmed", server.Start.OnStep(SlotStart.ConfirmingSteps, 0));
            Assert.AreEqual(SlotState.Confirmed, server.Slots.StateOf(0));
            server.Start.Hold("the frames do not suit it");
            Assert.AreEqual("slot a, sample: the frames do not suit it", server.Start.Reason);
            server.Start.Drop("no memory");
            Assert.AreEqual(SlotState.PutAside, server.Slots.StateOf(0));
            Assert.IsNull(server.Slots.Try(0));
            server.Slots.EndTrial();
            Assert.AreEqual(ModelSlots.None, server.Slots.Trial);
        }

        [TestMethod]
        public void WhatIsDamagedIsRefusedAndTheStateSaysSo()
        {
            MemoryDrive drive = new MemoryDrive();
            SlotServer server = NewStart(drive);
            SlotsPacket packet;
            byte[] file = SelfTestTests.File(SampleModel.NoiseTest);
            file[300] ^= 1;
            Begin(server, file, "damaged");
            Ask(server, PacketKind.ModelOffset);
            Chunks(server, file);
            s_question.Begin(PacketKind.EndModel, 1);
            Ask(server, PacketKind.Answer);
            Assert.AreEqual(AnswerPacket.Refused, s_reader.Byte(0));
            Assert.AreEqual(SlotState.Empty, server.Slots.StateOf(0));
            s_question.Begin(PacketKind.Query, 1);
            s_question.End();
            Take(s_question);
            Assert.IsFalse(server.Handle(s_reader, s_answer));
            // A model whose file is gone: the next one that is whole runs.
            file[300] ^= 1;
            Send(server, file, "sample");
            drive.Write("a.ecm", file, 10, false);
            server = NewStart(drive);
            Assert.IsNull(server.Start.Load(server.Slots.Confirmed));
            Assert.AreEqual(StartPhase.Failed, server.Start.Phase);
            Assert.IsFalse(server.Slots.IsReady(0));
            packet = Slots(server);
            Assert.AreEqual("slot a, sample: its file has another length", packet.Reason);
            drive.IsFull = true;
            file[file.Length - 1] ^= 1;
            Begin(server, file, "another");
            Ask(server, PacketKind.Answer);
            Assert.AreEqual("the drive I: cannot be written: full", AnswerPacket.ReadText(s_reader, 1));
            drive.IsFull = false;
            // Both copies of the state are damaged.
            drive.Write("model-a.bin", file, 20, false);
            drive.Write("model-b.bin", file, 20, false);
            Assert.AreEqual("the state of the models is damaged: the built-in one runs", NewStart(drive).Slots.Fault);
        }

        [TestMethod]
        public void TwoFilesKeepTheNewestBytes()
        {
            MemoryDrive drive = new MemoryDrive();
            TwinFile file = new TwinFile(drive, "x", ".bin", 20);
            Assert.IsNull(file.Load());
            Assert.IsFalse(file.IsDamaged);
            for (int i = 1; i <= 3; i++)
            {
                Assert.IsTrue(file.Save(new byte[] { (byte)i, 7 }));
                byte[] found = new TwinFile(drive, "x", ".bin", 20).Load();
                Assert.AreEqual(2, found.Length);
                Assert.AreEqual(i, (int)found[0]);
            }
            drive.IsFull = true;
            Assert.IsFalse(file.Save(new byte[] { 4 }));
            Assert.AreEqual("the drive I: cannot be written: full", file.Fault);
        }

        private static SlotServer NewStart(IDrive drive)
        {
            ModelSlots slots = new ModelSlots(drive) { RamBudget = Budget };
            return new SlotServer(slots, new SlotStart(slots, new SystemClock(new NoTicks())));
        }

        private static void Send(SlotServer server, byte[] file, string name)
        {
            Begin(server, file, name);
            Ask(server, PacketKind.ModelOffset);
            Chunks(server, file);
            s_question.Begin(PacketKind.EndModel, 1);
            Ask(server, PacketKind.Answer);
            Assert.AreEqual(AnswerPacket.AfterRestart, s_reader.Byte(0), AnswerPacket.ReadText(s_reader, 1));
        }

        private static void Begin(SlotServer server, byte[] file, string name)
        {
            s_question.Begin(PacketKind.BeginModel, 1);
            s_question.Long((uint)file.Length);
            s_question.Long(BitConverter.ToUInt32(file, file.Length - 4));
            AnswerPacket.WriteText(s_question, name);
        }

        private static void Chunks(SlotServer server, byte[] file)
        {
            for (int at = 0; at < file.Length;)
            {
                int count = file.Length - at < SlotServer.ChunkBytes ? file.Length - at : SlotServer.ChunkBytes;
                byte[] chunk = new byte[count];
                Array.Copy(file, at, chunk, 0, count);
                s_question.Begin(PacketKind.ModelBytes, 1);
                s_question.Long((uint)at);
                AnswerPacket.WriteBytes(s_question, chunk);
                Ask(server, PacketKind.ModelOffset);
                at = (int)s_reader.Long(1);
            }
        }

        private static SlotsPacket Slots(SlotServer server)
        {
            s_question.Begin(PacketKind.GetSlots, 1);
            Ask(server, PacketKind.Slots);
            return SlotsPacket.Read(s_reader);
        }

        // Hands the question to the slots, and their answer to the reader.
        private static void Ask(SlotServer server, int answer)
        {
            s_question.End();
            Take(s_question);
            Assert.IsTrue(server.Handle(s_reader, s_answer));
            Take(s_answer);
            Assert.AreEqual(answer, s_reader.Kind);
        }

        private static void Take(PacketWriter packet)
        {
            bool came = false;
            for (int i = 0; i < packet.Length; i++) came = s_reader.Take(packet.Buffer[i]);
            Assert.IsTrue(came);
        }

        private sealed class NoTicks : ITickSource
        {
            public long Microseconds => 0;
        }

        private sealed class MemoryDrive : IDrive
        {
            private readonly string[] _names = new string[8];
            private readonly byte[][] _files = new byte[8][];

            public bool IsFull { get; set; }

            public int Length(string name) => _names[IndexOf(name)] == null ? -1 : _files[IndexOf(name)].Length;

            public int Read(string name, int position, byte[] buffer, int count)
            {
                byte[] file = _files[IndexOf(name)];
                if (count > file.Length - position) count = file.Length - position;
                Array.Copy(file, position, buffer, 0, count);
                return count;
            }

            public void Write(string name, byte[] bytes, int count, bool append)
            {
                if (IsFull) throw new Exception("full");
                int index = IndexOf(name), before = append && _files[index] != null ? _files[index].Length : 0;
                byte[] file = new byte[before + count];
                if (before > 0) Array.Copy(_files[index], 0, file, 0, before);
                Array.Copy(bytes, 0, file, before, count);
                _names[index] = name;
                _files[index] = file;
            }

            // Of the file, or of a free place.
            private int IndexOf(string name)
            {
                int index = 0;
                while (_names[index] != null && _names[index] != name) index++;
                return index;
            }
        }
    }
}
