"""Which borrowed tools will come back late?"""
