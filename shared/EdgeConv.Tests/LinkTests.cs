using System;
using EdgeConv.Actuation;
using EdgeConv.Frames;
using EdgeConv.Link;
using nanoFramework.TestFramework;

namespace EdgeConv.Tests
{
    [TestClass]
    public class LinkTests
    {
        private static readonly FrameFormat s_format = new FrameFormat(3, 4, 2, -300, 300);

        private static short[] Frame(Dice dice)
        {
            short[] frame = new short[s_format.Length];
            for (int i = 0; i < frame.Length; i++) frame[i] = (short)dice.Between(-300, 300);
            return frame;
        }

        /// <summary>A packet alone.</summary>
        private static byte[] Bytes(PacketWriter writer)
        {
            byte[] bytes = new byte[writer.Length];
            Array.Copy(writer.Buffer, 0, bytes, 0, bytes.Length);
            return bytes;
        }

        /// <summary>Hands a packet to a reader, and says whether it came through.</summary>
        private static bool Send(PacketWriter writer, PacketReader reader)
        {
            bool came = false;
            for (int i = 0; i < writer.Length; i++) came = reader.Take(writer.Buffer[i]);
            return came;
        }

        /// <summary>Takes bytes; gives the number of frames among them and the last one.</summary>
        private static int Take(PacketReader reader, byte[] bytes, short[] frame)
        {
            int frames = 0;
            for (int i = 0; i < bytes.Length; i++)
                if (reader.Take(bytes[i]) && FramePacket.Read(reader, s_format, frame)) frames++;
            return frames;
        }

        private static void Same(short[] expected, short[] actual, string what)
        {
            for (int i = 0; i < expected.Length; i++)
                Assert.AreEqual((int)expected[i], (int)actual[i], what + ": [" + i.ToString() + "]");
        }

        private static void ComesThrough(PacketWriter writer, PacketReader reader, int sequence, short[] frame, string what)
        {
            short[] got = new short[frame.Length];
            FramePacket.Write(writer, sequence, s_format, frame);
            Assert.AreEqual(1, Take(reader, Bytes(writer), got), what);
            Same(frame, got, what);
        }

        [TestMethod]
        public void CrcIsThatOfTheStandard()
        {
            byte[] digits = { 49, 50, 51, 52, 53, 54, 55, 56, 57 };
            Assert.IsTrue(Crc32.Append(0, digits, 0, 9) == 0xCBF43926);
            Assert.IsTrue(Crc32.Append(Crc32.Append(0, digits, 0, 4), digits, 4, 5) == 0xCBF43926);
            Assert.IsTrue(Crc32.Append(0, digits, 3, 0) == 0);
        }

        [TestMethod]
        public void EveryLengthComesBack()
        {
            // Runs of zeros, runs without, and the lengths around 254 where a code ends.
            var dice = new Dice(31);
            var writer = new PacketWriter(1100);
            var reader = new PacketReader(1100);
            for (int round = 0; round < 400; round++)
            {
                int length = round < 300 ? round * 3 : dice.Between(0, 1100), zeros = dice.Between(0, 3);
                sbyte[] values = new sbyte[length];
                for (int i = 0; i < length; i++) values[i] = (sbyte)(zeros == 0 || dice.Between(0, 3) > zeros ? dice.Between(1, 127) : 0);
                writer.Begin(PacketKind.Input, round);
                writer.Values(values, length);
                writer.End();
                Assert.IsTrue(writer.Buffer[0] == 0 && writer.Buffer[writer.Length - 1] == 0);
                Assert.IsTrue(writer.Length <= length + 8 + (length + 8) / 254 + 3, "length " + length.ToString());
                for (int i = 1; i < writer.Length - 1; i++) Assert.IsTrue(writer.Buffer[i] != 0, "a 0 within");
                for (int i = 0; i < writer.Length; i++)
                    Assert.AreEqual(i == writer.Length - 1, reader.Take(writer.Buffer[i]), "round " + round.ToString());
                Assert.AreEqual(length, reader.PayloadLength);
                Assert.AreEqual(round, reader.Sequence);
                Assert.AreEqual(PacketKind.Input, reader.Kind);
                sbyte[] back = new sbyte[length];
                reader.Values(0, back, length);
                Expect.Same(values, back, length, "round " + round.ToString());
            }
            Assert.AreEqual(0, reader.Damaged);
            Assert.AreEqual(0, reader.Lost);
        }

        [TestMethod]
        public void ADamagedFrameNeverComesThroughAndTheNextDoes()
        {
            var dice = new Dice(32);
            var writer = new PacketWriter(FramePacket.MaxBytes(s_format));
            var reader = new PacketReader(FramePacket.MaxBytes(s_format));
            short[] got = new short[s_format.Length];
            int sequence = 0;
            for (int round = 0; round < 600; round++)
            {
                int before = reader.Damaged + reader.Lost;
                FramePacket.Write(writer, sequence++, s_format, Frame(dice));
                byte[] damaged = Bytes(writer);
                if (dice.Between(0, 2) == 0)
                {
                    // Cut out of the middle, or off the end.
                    int from = dice.Between(1, damaged.Length - 2);
                    int until = dice.Between(0, 1) == 0 ? damaged.Length : dice.Between(from + 1, damaged.Length - 1);
                    byte[] rest = new byte[damaged.Length - (until - from)];
                    Array.Copy(damaged, 0, rest, 0, from);
                    Array.Copy(damaged, until, rest, from, damaged.Length - until);
                    damaged = rest;
                }
                else
                {
                    for (int changes = dice.Between(1, 4); changes > 0; changes--)
                        damaged[dice.Between(1, damaged.Length - 2)] ^= (byte)dice.Between(1, 255);
                    // Two changes of one byte may cancel out.
                    if (Equal(damaged, writer)) continue;
                }
                Assert.AreEqual(0, Take(reader, damaged, got));
                ComesThrough(writer, reader, sequence++, Frame(dice), "round " + round.ToString());
                Assert.IsTrue(reader.Damaged + reader.Lost > before);
            }
        }

        private static bool Equal(byte[] bytes, PacketWriter writer)
        {
            for (int i = 0; i < bytes.Length; i++)
                if (bytes[i] != writer.Buffer[i]) return false;
            return true;
        }

        [TestMethod]
        public void GarbageAndTextBetweenFramesCostNone()
        {
            var dice = new Dice(33);
            var writer = new PacketWriter(FramePacket.MaxBytes(s_format));
            var reader = new PacketReader(FramePacket.MaxBytes(s_format));
            short[] got = new short[s_format.Length];
            for (int round = 0; round < 200; round++)
            {
                byte[] garbage = new byte[dice.Between(0, 200)];
                for (int i = 0; i < garbage.Length; i++) garbage[i] = (byte)dice.Between(0, 255);
                Assert.AreEqual(0, Take(reader, garbage, got));
                ComesThrough(writer, reader, round, Frame(dice), "round " + round.ToString());
            }
            Assert.AreEqual(0, reader.Lost);
        }

        [TestMethod]
        public void MissingFramesAreCounted()
        {
            var writer = new PacketWriter(FramePacket.MaxBytes(s_format));
            var reader = new PacketReader(FramePacket.MaxBytes(s_format));
            int[] sequence = { 65533, 65534, 1, 2, 7, 40000, 40001 };
            int[] lost = { 0, 0, 2, 2, 6, 6, 6 };
            for (int i = 0; i < sequence.Length; i++)
            {
                ComesThrough(writer, reader, sequence[i], new short[s_format.Length], sequence[i].ToString());
                Assert.AreEqual(lost[i], reader.Lost, sequence[i].ToString());
            }
        }

        [TestMethod]
        public void AnAnswerBetweenFramesIsNoLoss()
        {
            var writer = new PacketWriter(FramePacket.MaxBytes(s_format));
            var reader = new PacketReader(FramePacket.MaxBytes(s_format));
            short[] frame = new short[s_format.Length];
            int[] sequence = { 500, 0, 501, 1, 2, 502, 505, 0, 506 };
            bool[] isFrame = { true, false, true, false, false, true, true, false, true };
            for (int i = 0; i < sequence.Length; i++)
            {
                if (isFrame[i]) FramePacket.Write(writer, sequence[i], s_format, frame);
                else
                {
                    writer.Begin(PacketKind.Description, sequence[i]);
                    writer.End();
                }
                Send(writer, reader);
            }
            Assert.AreEqual(2, reader.Lost, "503 and 504");
        }

        [TestMethod]
        public void FramesOfAnotherShapeAreNone()
        {
            var other = new FrameFormat(4, 3, 2, 0, 255);
            var writer = new PacketWriter(FramePacket.MaxBytes(other));
            var reader = new PacketReader(FramePacket.MaxBytes(s_format));
            short[] frame = new short[24];
            FramePacket.Write(writer, 0, other, frame);
            Assert.AreEqual(0, Take(reader, Bytes(writer), frame));
            Assert.AreEqual(0, reader.Damaged);
            // Longer than there is room for.
            var large = new FrameFormat(9, 9, 1, 0, 1000);
            writer = new PacketWriter(FramePacket.MaxBytes(large));
            FramePacket.Write(writer, 1, large, new short[81]);
            Assert.AreEqual(0, Take(reader, Bytes(writer), frame));
            Assert.AreEqual(1, reader.Damaged);
            writer.Begin(PacketKind.Frame, 2);
            writer.End();
            Assert.AreEqual(0, Take(reader, Bytes(writer), frame));
            Expect.Throws(typeof(ArgumentException), () => new PacketWriter(-1));
            Expect.Throws(typeof(ArgumentException), () => new PacketReader(1048577));
        }

        [TestMethod]
        public void SmallValuesTakeOneByte()
        {
            var small = new FrameFormat(3, 4, 2, 0, 255);
            var writer = new PacketWriter(FramePacket.MaxBytes(small));
            var reader = new PacketReader(FramePacket.MaxBytes(small));
            short[] frame = new short[24], got = new short[24];
            for (int i = 0; i < 24; i++) frame[i] = (short)(i * 11);
            FramePacket.Write(writer, 0, small, frame);
            Assert.AreEqual(1, Take(reader, Bytes(writer), got));
            Assert.AreEqual(8 + 24, reader.PayloadLength);
            Same(frame, got, "bytes");
        }

        [TestMethod]
        public void AnInferenceIsAnsweredForItsInput()
        {
            sbyte[] input = { 1, -128, 127, 0, 5 }, got = new sbyte[5], output = { -3, 0, 99 }, answer = new sbyte[3];
            var writer = new PacketWriter(64);
            var board = new PacketReader(64);
            var desk = new PacketReader(64);
            InferencePacket.WriteInput(writer, 77, input);
            Send(writer, board);
            Assert.IsTrue(InferencePacket.ReadInput(board, got));
            Expect.Same(input, got, 5, "input");
            Assert.IsFalse(InferencePacket.ReadInput(board, new sbyte[4]));
            InferencePacket.WriteOutput(writer, 77, board.Crc(0, board.PayloadLength), 123456789, output);
            for (int i = 0; i < writer.Length; i++) desk.Take(writer.Buffer[i]);
            uint crc = board.Crc(0, 5);
            Assert.AreEqual(77, desk.Sequence);
            Assert.IsTrue(desk.Long(4) == 123456789);
            Assert.IsTrue(InferencePacket.ReadOutput(desk, crc, answer));
            Expect.Same(output, answer, 3, "output");
            Assert.IsFalse(InferencePacket.ReadOutput(desk, crc + 1, answer));
            Assert.IsFalse(InferencePacket.ReadOutput(desk, crc, new sbyte[4]));
        }

        [TestMethod]
        public void ABoardSaysWhatItIs()
        {
            BoardDescription board = Send(new BoardDescription { Name = "M5StickC", Chip = "ESP32_PICO", Firmware = "1.2.3" });
            Assert.AreEqual("M5StickC ESP32_PICO 1.2.3 ", board.Name + " " + board.Chip + " " + board.Firmware + " " + board.Model);
            Assert.IsTrue(board.Frames == null && board.Input == null && board.Output == null && !board.TakesFrames);
            board = Send(new BoardDescription
            {
                Name = "a name of more than forty characters, which is cut", Model = "digits", Frames = s_format, TakesFrames = true,
                Input = new TensorInfo(new[] { 1, 70000, 8, 3 }, 0.125f, -128), Output = new TensorInfo(new[] { 1, 10 }, 2.5f, 127),
            });
            Assert.AreEqual("a name of more than forty characters, wh", board.Name);
            Assert.AreEqual("digits", board.Model);
            Assert.IsTrue(board.TakesFrames);
            Assert.AreEqual(3, board.Frames.Height);
            Assert.AreEqual(4, board.Frames.Width);
            Assert.AreEqual(2, board.Frames.Channels);
            Assert.IsTrue(board.Frames.Minimum == -300 && board.Frames.Maximum == 300);
            Assert.AreEqual(4, board.Input.Rank);
            Assert.AreEqual(70000, board.Input.Axis(1));
            Assert.IsTrue(board.Input.Scale == 0.125f && board.Output.Scale == 2.5f);
            Assert.AreEqual(-128, board.Input.ZeroPoint);
            Assert.AreEqual(127, board.Output.ZeroPoint);
        }

        [TestMethod]
        public void APacketThatMakesNoSenseIsNone()
        {
            var dice = new Dice(34);
            var writer = new PacketWriter(BoardDescription.MaxBytes);
            var reader = new PacketReader(BoardDescription.MaxBytes);
            int[] kinds = { PacketKind.Description, PacketKind.Status, PacketKind.Step };
            for (int round = 0; round < 900; round++)
            {
                writer.Begin(kinds[round % 3], round);
                for (int left = dice.Between(0, 140); left > 0; left--) writer.Byte(dice.Between(0, 1) == 0 ? dice.Between(0, 4)
                    : dice.Between(0, 255));
                writer.End();
                for (int i = 0; i < writer.Length; i++) reader.Take(writer.Buffer[i]);
                BoardDescription.Read(reader);
                StatusPacket.Read(reader);
                Assert.IsNull(StepPacket.Read(reader, s_format, 3));
            }
            writer.Begin(PacketKind.Description, 0);
            writer.End();
            Send(writer, reader);
            Assert.IsNull(BoardDescription.Read(reader));
        }

        [TestMethod]
        public void AStepComesBack()
        {
            FakeLoop fake = new FakeLoop("gg");
            fake.Loop.Step();
            fake.Loop.Step();
            var writer = new PacketWriter(StepPacket.MaxBytes(fake.Format, 4, false));
            StepPacket.Write(writer, 8, fake.Loop, fake.Parts, 4000000000);
            Assert.AreEqual(PacketKind.Step, writer.Kind);
            PacketReader reader = Read(writer);
            StepPacket step = StepPacket.Read(reader, fake.Format, 4);
            Assert.IsTrue(step.Number == 1 && step.FrameStatus == FrameStatus.Ready && step.Reason == fake.Guard.Reason);
            Assert.IsTrue(step.Activation256 == fake.Loop.Activation256 && step.ProposedDuty == fake.Loop.Duty
                && step.Duty == fake.Guard.Duty && step.InferenceMicroseconds == 4000000000);
            Same(fake.Loop.Frame, step.Frame, "frame");
            Expect.Same(fake.Loop.Output, step.Output, 4, "output");
            Assert.IsNull(StepPacket.Read(reader, fake.Format, 5));
            Assert.IsNull(StepPacket.Read(reader, s_format, 4));
        }

        [TestMethod]
        public void AStepOfTwoOutputsComesBack()
        {
            FakeLoop fake = new FakeLoop("gg");
            FakeOutput motor = new FakeOutput(fake.Clock, 1000);
            SecondOutput second = new SecondOutput(Readout.MeanOf(0), new LinearMap(0, 255, 3000, 9000),
                new OutputGuard(motor, 0, 250000, fake.GuardClock));
            fake.Parts.Second = second;
            fake.Loop.Step();
            fake.Loop.Step();
            var writer = new PacketWriter(StepPacket.MaxBytes(fake.Format, 4, true));
            StepPacket.Write(writer, 8, fake.Loop, fake.Parts, 1000);
            StepPacket step = StepPacket.Read(Read(writer), fake.Format, 4);
            Assert.IsTrue(step.HasSecond && step.Duty == fake.Guard.Duty && step.SecondReason == GuardReason.None);
            Assert.IsTrue(step.SecondActivation256 == second.Activation256 && step.SecondProposedDuty == second.Duty
                && step.SecondDuty == motor.Duty && motor.Duty > 0);
        }

        [TestMethod]
        public void APacketOfAnotherVersionIsTold()
        {
            // Kind 3, version 1, number 0, and their checksum.
            byte[] plain = { 3, 1, 0, 0 };
            uint crc = Crc32.Append(0, plain, 0, 4);
            byte[] line = { 0, 3, 3, 1, 1, 5, (byte)crc, (byte)(crc >> 8), (byte)(crc >> 16), (byte)(crc >> 24), 0 };
            var reader = new PacketReader(PacketReader.MinPayload);
            for (int i = 0; i < line.Length; i++) Assert.IsFalse(reader.Take(line[i]));
            Assert.AreEqual(1, reader.OfOtherVersion);
            Assert.AreEqual(0, reader.Damaged);
            // What was half read of one sender is forgotten when another begins.
            var writer = new PacketWriter(PacketReader.MinPayload);
            AnswerPacket.Write(writer, 1, 0, "text");
            for (int i = 0; i < 5; i++) reader.Take(writer.Buffer[i]);
            reader.Restart();
            Assert.IsFalse(reader.Take(0));
            Assert.AreEqual(0, reader.Damaged);
        }

        [TestMethod]
        public void AStatusComesBack()
        {
            var writer = new PacketWriter(PacketReader.MinPayload);
            new StatusPacket
            {
                IsRunning = true, FrameStatus = FrameStatus.Filling, Reason = GuardReason.OutputReleased, Duty = 9999, UptimeSeconds = 1,
                Frames = 2, LateFrames = 3, FailedFrames = 4, FrozenFrames = 5, ImplausibleFrames = 6, ModelFaults = 7, OutputFaults = 8,
                DamagedPackets = 9, InferenceMicroseconds = 4000000000, FreeBytes = 10, PeriodMicroseconds = 11,
            }.Write(writer, 3);
            StatusPacket status = StatusPacket.Read(Read(writer));
            Assert.IsTrue(status.IsRunning && status.FrameStatus == FrameStatus.Filling && status.Reason == GuardReason.OutputReleased);
            Assert.IsTrue(status.Duty == 9999 && status.UptimeSeconds == 1 && status.Frames == 2 && status.LateFrames == 3
                && status.FailedFrames == 4 && status.FrozenFrames == 5 && status.ImplausibleFrames == 6 && status.ModelFaults == 7
                && status.OutputFaults == 8 && status.DamagedPackets == 9 && status.InferenceMicroseconds == 4000000000
                && status.FreeBytes == 10 && status.PeriodMicroseconds == 11 && !status.HasSecond);
            new StatusPacket
            {
                PeriodMicroseconds = 11, HasSecond = true, SecondDuty = 6000, SecondReason = GuardReason.NothingFound,
                SecondFaults = 4000000000,
            }.Write(writer, 3);
            status = StatusPacket.Read(Read(writer));
            Assert.IsTrue(status.HasSecond && status.SecondDuty == 6000 && status.SecondReason == GuardReason.NothingFound
                && status.SecondFaults == 4000000000 && status.PeriodMicroseconds == 11);
            AnswerPacket.Write(writer, 4, AnswerPacket.Refused, "why not");
            PacketReader answer = Read(writer);
            Assert.AreEqual(AnswerPacket.Refused, answer.Byte(0));
            Assert.AreEqual("why not", AnswerPacket.ReadText(answer, 1));
        }

        [TestMethod]
        public void ASealIsOfOneSessionOnePacketAndOneTime()
        {
            byte[] key = new byte[LinkSession.KeyBytes], other = new byte[LinkSession.KeyBytes], nonce = new byte[LinkSession.NonceBytes];
            other[3] = 1;
            var computer = new LinkSession(Hash, key, nonce, nonce);
            var board = new LinkSession(Hash, key, nonce, nonce);
            Assert.IsTrue(LinkSession.AreEqual(computer.BoardProof, board.BoardProof));
            Assert.IsTrue(LinkSession.AreEqual(computer.ComputerProof, board.ComputerProof));
            Assert.IsFalse(LinkSession.AreEqual(computer.BoardProof, computer.ComputerProof));
            Assert.IsFalse(LinkSession.AreEqual(new LinkSession(Hash, other, nonce, nonce).ComputerProof, board.ComputerProof));
            Assert.IsFalse(LinkSession.AreEqual(new byte[0], board.ComputerProof));
            Assert.IsFalse(LinkSession.AreEqual(LinkSession.KeyId(Hash, key), LinkSession.KeyId(Hash, other)));
            var letter = new PacketWriter(PacketReader.MinPayload);
            letter.Begin(PacketKind.Hello, 0);
            AnswerPacket.WriteBytes(letter, nonce);
            AnswerPacket.WriteBytes(letter, other);
            letter.End();
            Assert.IsTrue(LinkSession.AreEqual(other, AnswerPacket.ReadBytes(Read(letter), LinkSession.NonceBytes, LinkSession.KeyBytes)));

            var writer = new PacketWriter(PacketReader.MinPayload) { Session = computer };
            var reader = new PacketReader(PacketReader.MinPayload);
            for (int i = 0; i < 3; i++)
            {
                AnswerPacket.Write(writer, i, 0, "text");
                byte[] bytes = Bytes(writer);
                Take(reader, bytes, null);
                Assert.AreEqual(5 + LinkSession.SealBytes, reader.PayloadLength);
                Assert.IsTrue(board.Open(reader));
                Assert.AreEqual(5, reader.PayloadLength);
                // The same packet again.
                Take(reader, bytes, null);
                Assert.IsFalse(board.Open(reader));
            }
            // Another session, no seal, and a packet that is changed.
            AnswerPacket.Write(writer, 9, 0, "text");
            Take(reader, Bytes(writer), null);
            Assert.IsFalse(new LinkSession(Hash, other, nonce, nonce).Open(reader));
            writer.Session = null;
            AnswerPacket.Write(writer, 9, 0, "text");
            Take(reader, Bytes(writer), null);
            Assert.IsFalse(board.Open(reader));
            writer.Begin(PacketKind.Answer, 9);
            for (int i = 0; i < 40; i++) writer.Byte(i);
            writer.End();
            Take(reader, Bytes(writer), null);
            Assert.IsFalse(board.Open(reader));
        }

        // Stands for HMAC-SHA256, which the interpreter's host has not: 32 bytes that depend on key and data.
        private static byte[] Hash(byte[] key, byte[] data)
        {
            byte[] hash = new byte[32];
            uint crc = Crc32.Append(Crc32.Append(7, key, 0, key.Length), data, 0, data.Length);
            for (int i = 0; i < 32; i++)
            {
                crc = crc * 1664525 + 1013904223;
                hash[i] = (byte)(crc >> 24);
            }
            return hash;
        }

        private static PacketReader Read(PacketWriter writer)
        {
            var reader = new PacketReader(PacketReader.MinPayload);
            bool came = false;
            for (int i = 0; i < writer.Length; i++) came = reader.Take(writer.Buffer[i]);
            Assert.IsTrue(came);
            return reader;
        }

        private static BoardDescription Send(BoardDescription board)
        {
            var writer = new PacketWriter(BoardDescription.MaxBytes);
            board.Write(writer, 5);
            return BoardDescription.Read(Read(writer));
        }
    }
}
