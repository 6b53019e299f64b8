import { useComputedColorScheme, useMantineTheme } from '@mantine/core'
import { useReducedMotion } from '@mantine/hooks'
import { BarChart, LineChart, PieChart } from 'echarts/charts'
import { AriaComponent, GridComponent, LegendComponent, TooltipComponent } from 'echarts/components'
import { type EChartsCoreOption, init, use } from 'echarts/core'
import { CanvasRenderer } from 'echarts/renderers'
import { useEffect, useRef } from 'react'
import type { Series } from './api.ts'
import { showNumber } from './format.ts'
import { useLanguage } from './language.tsx'

use([BarChart, LineChart, PieChart, GridComponent, TooltipComponent, LegendComponent, AriaComponent, CanvasRenderer])

const token = (name: string): string => getComputedStyle(document.documentElement).getPropertyValue(name).trim()

/** One series of a board drawn with ECharts, in the house's colour-blind-safe palette. */
export function Chart({ series }: { series: Series }) {
  const { say, lang } = useLanguage()
  const scheme = useComputedColorScheme('light', { getInitialValueInEffect: false })
  const theme = useMantineTheme()
  const still = useReducedMotion()
  const frame = useRef<HTMLDivElement>(null)

  // biome-ignore lint/correctness/useExhaustiveDependencies: the tokens are read again when the scheme changes
  useEffect(() => {
    const element = frame.current
    if (!element) return
    const chart = init(element, null, { renderer: 'canvas' })
    const ink = token('--sen-ink-soft')
    const line = token('--sen-line')
    const names = series.categories.map((one) => say(one))
    const palette = [1, 2, 3, 4, 5, 6].map((n) => token(`--sen-chart-${n}`))
    const text = { color: ink, fontFamily: "'Be Vietnam Pro', sans-serif", fontSize: 12 }
    const option: EChartsCoreOption = {
      color: palette,
      textStyle: text,
      animation: !still,
      animationDuration: 300,
      aria: { enabled: true, decal: { show: series.kind !== 'line' && series.values.length > 1 } },
      // Rich text is drawn on the canvas: an HTML tooltip would need inline styles, which the page's CSP refuses.
      tooltip: {
        renderMode: 'richText',
        trigger: series.kind === 'pie' ? 'item' : 'axis',
        backgroundColor: token('--sen-surface'),
        borderColor: line,
        textStyle: { ...text, color: token('--sen-ink') },
        valueFormatter: (value: unknown) => (typeof value === 'number' ? showNumber(value, lang) : '–'),
        confine: true,
      },
      legend:
        series.values.length > 1 || series.kind === 'pie'
          ? { bottom: 0, textStyle: text, type: 'scroll', icon: 'roundRect', itemWidth: 12, itemHeight: 12 }
          : undefined,
    }
    if (series.kind === 'pie') {
      chart.setOption({
        ...option,
        series: [
          {
            type: 'pie',
            radius: ['45%', '72%'],
            center: ['50%', '44%'],
            itemStyle: { borderColor: token('--sen-surface'), borderWidth: 2 },
            label: {
              ...text,
              overflow: 'none',
              formatter: ({ percent }: { percent: number }) => `${Math.round(percent)}%`,
            },
            labelLine: { length: 8, length2: 6 },
            data: names.map((name, index) => ({ name, value: series.values[0]?.data[index] ?? 0 })),
          },
        ],
      })
    } else {
      const long = series.kind === 'bar' && names.some((name) => name.length > 12)
      const category = {
        type: 'category',
        data: names,
        inverse: long,
        axisLabel: { ...text, width: long ? 150 : undefined, overflow: 'truncate' },
        axisLine: { lineStyle: { color: line } },
        axisTick: { show: false },
      }
      const value = {
        type: 'value',
        axisLabel: { ...text, formatter: (at: number) => showNumber(at, lang) },
        splitLine: { lineStyle: { color: line } },
        // A line shows change, so its axis need not begin at nought; a bar's length is its value, so it must.
        scale: series.kind === 'line',
      }
      chart.setOption({
        ...option,
        grid: { left: 8, right: 16, top: 12, bottom: series.values.length > 1 ? 36 : 8, containLabel: true },
        xAxis: long ? value : category,
        yAxis: long ? category : value,
        series: series.values.map((one) => ({
          type: series.kind,
          name: say(one.name),
          data: one.data,
          barMaxWidth: 28,
          symbolSize: 6,
          itemStyle: series.kind === 'bar' ? { borderRadius: long ? [0, 3, 3, 0] : [3, 3, 0, 0] } : undefined,
        })),
      })
    }
    const watcher = new ResizeObserver(() => chart.resize())
    watcher.observe(element)
    return () => {
      watcher.disconnect()
      chart.dispose()
    }
  }, [series, scheme, lang, still, theme])

  return <div ref={frame} className="chart" role="img" aria-label={say(series.title)} />
}
