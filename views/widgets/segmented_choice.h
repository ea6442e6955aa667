// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QVariant>
#include <QVector>
#include <QWidget>

namespace phi1 {

/// Two to four exclusive options side by side; more belong into a combo box. One tab stop, arrow
/// keys choose.
class SegmentedChoice final : public QWidget
{
    Q_OBJECT
public:
    explicit SegmentedChoice(QWidget *parent = nullptr);

    int addOption(const QString &text, const QVariant &value = {});
    void setOptionEnabled(int index, bool enabled,
                          const QString &reason = {}); ///< the reason is its tool tip
    void setOptionText(int index, const QString &text);
    int count() const { return static_cast<int>(m_options.size()); }
    int currentIndex() const { return m_current; }
    QVariant currentData() const;
    QString currentText() const;
    QRect optionRect(int index) const;
    void setCurrentIndex(int index);
    void setCurrentData(const QVariant &value); ///< nothing happens if no option has it
    void setLarge(bool large);                  ///< 28 px instead of 24

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override { return sizeHint(); }

signals:
    void currentChanged(int index);
    void currentDataChanged(const QVariant &value);

protected:
    bool event(QEvent *event) override;
    void paintEvent(QPaintEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    void mouseMoveEvent(QMouseEvent *event) override;
    void leaveEvent(QEvent *event) override;

private:
    struct Option {
        QString text;
        QVariant data;
        QString reason;
        bool enabled = true;
    };

    int optionAt(const QPoint &position) const;
    int optionWidth(int index) const;
    void step(int direction);
    void choose(int index);

    QVector<Option> m_options;
    int m_current = -1;
    int m_hovered = -1;
    bool m_large = false;
};

} // namespace phi1
