using System;

namespace EdgeConv.Tests
{
    /// <summary>Assertions both worlds lack or spell differently.</summary>
    public static class Expect
    {
        /// <summary>
        /// Fails unless <paramref name="action"/> throws exactly an exception of <paramref name="type"/> or of a class derived from it.
        /// </summary>
        public static void Throws(Type type, Action action)
        {
            try
            {
                action();
            }
            catch (Exception e)
            {
                for (Type t = e.GetType(); t != null; t = t.BaseType)
                    if (t == type) return;
                Fail("expected " + type.Name + ", got " + e.GetType().Name + ": " + e.Message);
            }
            Fail("expected " + type.Name + ", nothing was thrown");
        }

        /// <summary>Fails, naming the case and the first difference, unless the first <paramref name="count"/> values are equal.</summary>
        public static void Same(sbyte[] expected, sbyte[] actual, int count, string what)
        {
            for (int i = 0; i < count; i++)
                if (expected[i] != actual[i])
                    Fail(what + ": [" + i.ToString() + "] expected " + expected[i].ToString() + ", got " + actual[i].ToString());
        }

        /// <summary>Fails, naming the case and the first difference, unless the first <paramref name="count"/> values are equal.</summary>
        public static void Same(int[] expected, int[] actual, int count, string what)
        {
            for (int i = 0; i < count; i++)
                if (expected[i] != actual[i])
                    Fail(what + ": [" + i.ToString() + "] expected " + expected[i].ToString() + ", got " + actual[i].ToString());
        }

        /// <summary>Fails with a message.</summary>
        public static void Fail(string message)
        {
            throw new Exception(message);
        }
    }
}
