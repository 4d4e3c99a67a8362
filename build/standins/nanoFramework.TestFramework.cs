// What EdgeConv uses of the assembly nanoFramework.TestFramework: declarations only, never run.
using System;

namespace nanoFramework.TestFramework
{
    public class TestClassAttribute : Attribute
    {
    }

    public class TestMethodAttribute : Attribute
    {
    }

    [AttributeUsage(AttributeTargets.Method, AllowMultiple = true)]
    public class DataRowAttribute : Attribute
    {
        public DataRowAttribute(params object[] parameters)
        {
        }
    }

    public static class Assert
    {
        public static void AreEqual(bool expected, bool actual, string message = "") { }

        public static void AreEqual(int expected, int actual, string message = "") { }

        public static void AreEqual(long expected, long actual, string message = "") { }

        public static void AreEqual(float expected, float actual, string message = "") { }

        public static void AreEqual(string expected, string actual, string message = "") { }

        public static void IsTrue(bool condition, string message = "") { }

        public static void IsFalse(bool condition, string message = "") { }

        public static void IsNull(object value, string message = "") { }

        public static void IsNotNull(object value, string message = "") { }
    }
}
